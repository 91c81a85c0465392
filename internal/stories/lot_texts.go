package stories

// lotTexts are what the customers of the bad lot write. The one at fellDown tells of an injury.
func lotTexts() []string {
	return []string{
		"花1299买的鞋穿了两天，今天鞋底整个掉了下来，质量也太差了，要求退款。",
		"The sole of the left shoe came off on the second day. Poor quality, I want a refund.",
		"第一次穿出门，右脚鞋底就脱胶了，前面张开一个大口子，请给我处理。",
		"Sole fell off after a single walk, the glue simply does not hold. Please refund me.",
		"鞋底和鞋面粘得一点都不牢，走了一公里鞋底就开了，这是质量问题吧。",
		"The sole separated from the upper within a week, it looks like bad glue. The box says lot 26B.",
		"刚收到一周，左脚鞋底脱落，胶水一擦就掉，鞋盒上写的批号是26B。",
		"I wore them twice and the sole came unglued at the heel. They are defective, I want my money back.",
		"两只鞋的鞋底都松了，左边已经掉了，这种质量怎么卖得出去？",
		"The right sole has completely come off while I was at work. The shoes are badly made.",
		"下雨天走了一趟，鞋底全部开胶，鞋子没法再穿，请给我换一双或退钱。",
		"My new running shoes are falling apart: the sole is hanging loose at the front after four days.",
		"昨晚散步时鞋底从中间裂开，今天就整块掉了，才穿两次。",
		"These shoes lost their sole on the way to work. Terrible quality for this price, refund please.",
		"质量太差！鞋底用手一掰就下来了，胶水像没涂一样。",
		"Both soles are coming off and I have only had the shoes for a week. Clearly faulty.",
		"运动鞋买来四天，跑步的时候大底脱胶，跑到一半只能走回家。",
		"One week old and the outsole dropped off. That is a quality problem, not wear.",
		"我老公的鞋底昨天掉了，里面的胶都是干的，明显是质量缺陷。",
		"I can put two fingers between sole and shoe, the glue has given up after five days. Defective pair.",
		"穿着去上班，电梯里鞋底突然脱落，质量差得离谱，给个说法。",
		"The soles peeled off when it rained. Such poor quality, I would like a refund.",
		"拿到手第三天鞋底就开裂脱胶，客厅里走走都能掉，要求全额退款。",
		"The rubber sole tore away from my son's shoe on his first day of school. Faulty product.",
		"下楼梯时鞋底突然掉了，我摔了一跤，手腕骨折，现在人还在医院。",
		"这鞋的做工太差，鞋底已经掉了一半，批次26B，麻烦处理一下。",
		"The sole of my shoe opened at the toe like a mouth. The shoes are broken after two walks.",
		"鞋底脱胶，我自己粘了一次又开了，明显就是次品，退款吧。",
		"Left shoe broke: the whole sole detached after three wears. Lot 26B is printed inside.",
		"新鞋第二天就掉底，我们全家买了两双，一双已经坏了。",
		"The glue of the sole failed on day two, the shoe is unusable. Please send me my money back.",
		"鞋子底部整片剥离，露出里面的海绵，质量有严重问题。",
		"Bought them last Friday, and today the sole came off in the gym. Really bad workmanship.",
		"周末爬山，鞋底在半路上掉了，这鞋质量太差，我要退货退款。",
		"The sole is loose on both sides after two days, the shoes are defective and I cannot wear them.",
		"给老人买的鞋，穿了不到一个星期鞋底就断开了，太不耐穿了。",
		"Sole gone, third day. The stitching is fine but the glue has let go. Poor quality.",
	}
}

const fellDown = 24
