package complaint

// Status is where a complaint stands in its lifecycle (C7, the stages of ISO 10002).
type Status string

// The statuses. Those down to [StatusClosed] are the main line in order.
const (
	StatusReceived      Status = "received"
	StatusScreened      Status = "screened"
	StatusAcknowledged  Status = "acknowledged"
	StatusAssigned      Status = "assigned"
	StatusInvestigating Status = "investigating"
	StatusProposed      Status = "resolution_proposed"
	StatusAgreed        Status = "resolution_agreed"
	StatusCarriedOut    Status = "resolution_carried_out"
	StatusCommunicated  Status = "result_communicated"
	StatusFollowedUp    Status = "followed_up"
	StatusClosed        Status = "closed"
	StatusArchived      Status = "archived"

	StatusWaiting     Status = "waiting"      // for the customer or a third party; see [Waiting] for what it came from
	StatusReopened    Status = "reopened"     // a new cycle
	StatusAppealed    Status = "appealed"     // the customer disputes the result
	StatusReferred    Status = "referred"     // an external body has it
	StatusScreenedOut Status = "screened_out" // needs no handling
	StatusWithdrawn   Status = "withdrawn"    // by the customer
	StatusMerged      Status = "merged"       // goes on in another complaint
)

// Statuses lists all statuses.
func Statuses() []Status {
	return []Status{
		StatusReceived, StatusScreened, StatusAcknowledged, StatusAssigned, StatusInvestigating, StatusProposed,
		StatusAgreed, StatusCarriedOut, StatusCommunicated, StatusFollowedUp, StatusClosed, StatusArchived,
		StatusWaiting, StatusReopened, StatusAppealed, StatusReferred, StatusScreenedOut, StatusWithdrawn, StatusMerged,
	}
}

// Open says whether the complaint still needs somebody: every status but closed, archived, screened out, withdrawn and merged.
func (s Status) Open() bool {
	switch s {
	case StatusClosed, StatusArchived, StatusScreenedOut, StatusWithdrawn, StatusMerged:
		return false
	case StatusReceived, StatusScreened, StatusAcknowledged, StatusAssigned, StatusInvestigating, StatusProposed,
		StatusAgreed, StatusCarriedOut, StatusCommunicated, StatusFollowedUp, StatusWaiting, StatusReopened,
		StatusAppealed, StatusReferred:
		return true
	default:
		return false
	}
}

// Label returns the name of the status: in Chinese for a BCP 47 tag that begins with zh, else in English.
func (s Status) Label(language string) string {
	for _, l := range statusLabels() {
		if l.status == s {
			if chinese(language) {
				return l.zh
			}
			return l.en
		}
	}
	return string(s)
}

type statusLabel struct {
	status Status
	zh, en string
}

func statusLabels() []statusLabel {
	return []statusLabel{
		{StatusReceived, "已收到", "Received"},
		{StatusScreened, "已甄别", "Screened"},
		{StatusAcknowledged, "已确认受理", "Acknowledged"},
		{StatusAssigned, "已分派", "Assigned"},
		{StatusInvestigating, "调查中", "Under investigation"},
		{StatusProposed, "已提出方案", "Resolution proposed"},
		{StatusAgreed, "方案已达成一致", "Resolution agreed"},
		{StatusCarriedOut, "方案已执行", "Resolution carried out"},
		{StatusCommunicated, "已告知结果", "Result communicated"},
		{StatusFollowedUp, "已回访", "Followed up"},
		{StatusClosed, "已结案", "Closed"},
		{StatusArchived, "已归档", "Archived"},
		{StatusWaiting, "等待中", "Waiting"},
		{StatusReopened, "已重新受理", "Reopened"},
		{StatusAppealed, "申诉中", "Appealed"},
		{StatusReferred, "已转外部机构", "Referred to an external body"},
		{StatusScreenedOut, "无需处理", "Screened out"},
		{StatusWithdrawn, "已撤诉", "Withdrawn"},
		{StatusMerged, "已合并", "Merged"},
	}
}
