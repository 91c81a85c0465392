// Package sla runs the time limits of complaints: calendars, metrics, policies, clocks, escalation and verdicts.
//
// # From a policy to a verdict
//
// A [Policy] is a document: calendars, targets by rules, ladders of escalation, milestones of the host's own, and what
// happens when a customer stays silent. [New] compiles it into an [Engine], and [Default] is one for hosts without a policy
// of their own. [Engine.Decide] says what an event means for the clocks of a complaint: which start, pause, go on, end, or
// get another target. Its decisions stand in the event ([complaint.Decisions]) with the versions of policy and calendar, and
// the state keeps the clocks ([complaint.Complaint.Clocks]) with every moment at which something happens by itself. So a
// scheduler needs no policy, and a history gives the same verdicts for ever: [Verdicts] reads them and computes nothing.
//
// # What is measured
//
// The metrics are defined once, see [Metric]: each has a start and an end that follow from what happened. [Measure] measures
// all of them on any history, in calendar and in working time, whether or not a policy applied. A change of status and a note
// are no reply, an automatic message acknowledges and is no response, and further messages of the customer restart nothing.
// A reopening begins a new cycle with clocks of its own.
//
// # Due, paused, late
//
// The due time is the last moment that keeps a limit: what happens at it is in time, a microsecond later is late. A verdict
// goes by the time of the event, never by when a sweep noticed. While the complaint waits for the customer or a third party
// the clock stands still, which is something else than a clock outside of working hours; what is left stays left. The cap
// [Policy.MaxPause] ends a pause by itself. Limits in days, as laws state them ("third working day after the day of
// receipt"), end with the day and cannot be paused.
//
// # Changes in flight
//
// When the grades of a case change, its clocks keep their start and pauses and take the new target; the old one stands in the
// decision. A new version of the policy leaves clocks that run alone, unless it says [Retarget] or the host asks for it. What
// has ended never changes. A limit that has passed stays passed under a later target. Only facts that were entered late, such
// as a reply that was given in time or a complaint that was merged in, take a breach back or make one, and the decision says
// so. [Engine.Preview] shows what a draft would change before it goes live, [Engine.Lint] what is hardly meant.
//
// # Why
//
// [Engine.Explain] shows how the time of a clock was counted, stretch by stretch. [Engine.Accounts] says who had a complaint
// when a limit passed, with the events that prove it.
//
// # Calendars
//
// A [CalendarSpec] is a document: a zone, the spans of wall-clock time of each weekday, and dates with hours of their
// own. [NewCalendar] compiles it into a [Calendar], which answers
//
//   - [Calendar.Add]: when has so much working time passed? The due time of a limit.
//   - [Calendar.Between]: how much working time lies between two instants? The measured time of a reply.
//   - [Calendar.Open], [Calendar.NextOpening], [Calendar.NextClosing], [Calendar.Intervals]: when is the desk there?
//   - [Calendar.Workday], [Calendar.AddWorkdays], [Calendar.Workdays]: limits that laws count in days.
//   - [Calendar.Covered]: does the answer rest on years whose holidays are known?
//
// [Union] and [Intersection] combine calendars, [NewVersions] strings them together by date of effect, and what they
// give is a Calendar again. [Always] never closes, so its working time is calendar time. [China] has the public
// holidays and make-up working days of mainland China, [ParseICS] reads holidays from iCalendar files, and
// [Holidays.Apply] puts either into a specification.
//
// # What counts
//
// An instant is working time when the wall clock of the zone shows a time inside a span of the day. Inside spans real
// elapsed time runs. So a Sunday that is open around the clock has 25 hours when the clock is set back, and 23 when
// it is set forward; a night shift is an hour longer or shorter; a span that lies wholly in the hour that is left out
// is empty that day; a bound in that hour stands at the instant of the change; and in the hour that comes twice a
// span, and a break too, comes twice. A day that a zone leaves out as a whole, as Samoa did with 2011-12-30, has no
// hours. Nothing is computed as midnight plus so many hours, and midnight need not exist.
//
// So 01:30-03:30 in New York has two hours on most days, one on 2026-03-08, when 02:00 to 03:00 is left out, and two
// and a half on 2026-11-01, when 01:30 to 02:00 comes twice and 01:00 to 01:30 of the second pass is before the span.
// Who takes the bounds for two instants counts three hours there.
//
// A shift over midnight belongs to the local day on which it starts: it is that day's holiday that cancels it, and
// the next day's holiday does not cut it off. On a date with hours of its own they replace those of the weekday as a
// whole.
//
// # Ties
//
// All instants from a closing to the next opening have the same working time, so there is a choice where an answer
// falls on one. Time that runs out exactly at a closing stays at the closing, and going back it stays at the opening;
// [MoveToOpening] is the other reading of the first. Add(t, 0) is t, open or closed. From an instant at which the desk
// is closed, time runs from the next opening, and going back from the last closing. [Calendar.Open] counts the instant
// of the opening and not that of the closing, and the next opening after an opening is the one after it. The laws,
// which the tests check at random, hold to the nanosecond:
//
//	Between(t, Add(t, d)) == d
//	Between(a, c) == Between(a, b) + Between(b, c)
//	Add(Add(t, a), b) equals Add(t, a+b) when a and b have the same sign
//	u >= t implies Add(u, d) >= Add(t, d), for the same d other than 0
//
// # Range
//
// Answers are exact for all instants of the years 1 to 9999, before and after the years with data as well: there the
// calendar repeats itself with the 400 years of the Gregorian calendar and the zone's last rule. Results outside are
// [Earliest] and [Latest]. Between answers at most 292 years of working time, the largest [time.Duration], and no law
// holds beyond these limits.
//
// # Cost
//
// A look-up reads a table with an index by time and one by work, some ten nanoseconds at any distance and without
// allocation. The table is compiled at the first question about a decade, in well under a millisecond a decade, and
// grows to the years that are asked for between 1900 and 2190. Questions outside cost some tens of microseconds and,
// once, some ten milliseconds; both grow with the openings a day, of which a document may have 48. Zones come from the
// time package: a program that runs where no time zone database is installed imports time/tzdata. A calendar keeps the
// rules of its zone as they were when it was compiled.
//
// # Awkward facts
//
//   - The answers for future years are as good as the zone data and the holidays known today. Store the due time with
//     the version of the calendar that gave it.
//   - A monotonic clock reading is not used: working time is counted by the wall clock of the instants given.
//   - 23:59 is not the end of a day. Write 24:00, or a minute is lost every night.
package sla
