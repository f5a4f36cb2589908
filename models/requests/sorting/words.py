"""Words that tell what a request is about, and how much each tells: a dated table.

The defaults are from memory; an administrator adds what people here really write.
"""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.people.code_tables import in_force

TABLE = "request_words"
Words = Mapping[str, Mapping[str, int]]


def _weighed(strong: str, fair: str, faint: str = "") -> Mapping[str, int]:
    """Word -> weight: 3 names the matter, 2 belongs to it, 1 is only at home there."""
    both = ((strong, 3), (fair, 2), (faint, 1))
    return {word: weight for words, weight in both for word in words.split()}


DEFAULT: Words = {
    "care": _weighed(
        "陪诊 独居 瘫痪 卧床 行动不便 没人照顾 无人照顾 照看 照料 护理 送饭 助餐 助浴 理发 剪头发"
        " 代购 买菜 买药 取药 洗澡 翻身 陪聊 腿脚不好 腿脚不便 失能 轮椅",
        "老人 老太太 老爷子 母亲 父亲 奶奶 爷爷 外婆 残疾 生病 看病 去医院 做饭 一个人住 摔倒 上门"
        " 我妈 我爸 妈妈 爸爸 辅导 作业 打扫屋里",
        "孩子 帮忙 陪",
    ),
    "employment": _weighed(
        "找工作 招工 就业 失业 培训 打工 上班 拖欠工资 欠薪 工资 没活干 学技术 招人 招聘 缝纫 岗位"
        " 学门手艺 创业",
        "工作 挣钱 务工 工厂 活干 老板 技能",
        "收入",
    ),
    "property": _weighed(
        "漏雨 漏水 渗水 屋顶 墙皮 门锁 下水道 马桶 楼道灯 路灯 灯不亮 电梯 单元门 防盗门 门禁"
        " 停水 停电 停气 跳闸 水压 没水 没电 不来水 不来电 暖气 供暖 不热 天然气 断网 水表 电表"
        " 停车 车位 堵车 占道 僵尸车 充电桩 物业 物业费 业委会 维修基金 业主",
        "维修 修一下 修理 坏了 不亮 堵了 裂缝 水龙头 窗户 天花板 自来水 水质 浑浊 燃气 电压 欠费"
        " 宽带 电费 水费 收费 保安 小区管理 车辆 挡路",
        "楼道 墙 灯 修 水管 电线 小区 车",
    ),
    "environment": _weighed(
        "垃圾 臭味 恶臭 污水 蚊子 苍蝇 老鼠 蟑螂 乱倒 乱扔 焚烧 油烟 扬尘 狗屎 狗粪 杂草 小广告"
        " 清扫 臭水 公厕",
        "卫生 脏 臭 保洁 污染 烟雾 绿化 堆放 杂物 灰尘 打扫",
        "味道 河道",
    ),
    "safety": _weighed(
        "煤气味 漏电 消防通道 消防栓 灭火器 火灾 起火 冒烟 飞线充电 楼道充电 高空抛物 坠落 陌生人"
        " 小偷 被盗 诈骗 山体滑坡 滑坡 危房 野狗 恶犬 监控 红绿灯 斑马线 路面 坑洼 积水 减速带"
        " 井盖",
        "安全 隐患 危险 咬人 偷 骗 着火 塌 护栏 电瓶车 电动车 道路 路口 路滑 结冰",
        "害怕 巡逻 路",
    ),
    "dispute": _weighed(
        "邻居 吵架 纠纷 噪音 吵闹 广场舞 装修声 楼上 楼下 扰民 调解 打骂 隔壁 赡养 家暴 打麻将",
        "矛盾 太吵 吵得 睡不着 争吵 太大声 音响 声音大 半夜 占了我",
        "狗叫 声音",
    ),
    "paperwork": _weighed(
        "低保 医保 社保 养老金 补贴 残疾证 报销 申请 救助 老年证 高龄津贴 户口 证明 政策 公租房"
        " 临时救助 退休金 居住证 身份证 办证",
        "办理 材料 手续 盖章 补助 困难家庭 资格 标准 条件 养老保险",
        "怎么办 去哪里",
    ),
    "housing": _weighed(
        "拆迁 征地 安置房 补偿款 拆除 征收 安置费 过渡费 搬迁补偿 宅基地 开发商 房产证 违建"
        " 私搭乱建",
        "搬迁 赔偿 测量 补偿 安置 交房",
    ),
}


def words_on(session: Session, day: dt.date) -> Words:
    """Kind -> word -> weight as they hold on that day."""
    entered = in_force(session, TABLE, day)
    return DEFAULT if entered is None else entered.values
