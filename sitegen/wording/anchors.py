"""What a reader can hold on to: a function, a place, a symptom, or a component of the site."""

from __future__ import annotations

import re

from sitegen.wording.passages import RuleLanguage, SiteWords

_KNOWN = {
    "en": re.compile(
        r"\b(?:sign(?:ing)?[ -]?(?:in|up|out)|log(?:ging)?[ -]?(?:in|on|out)|logins?|passwords?|check-?outs?|"
        r"pay(?:ing|ments?)?|cards?|orders?|ordering|carts?|baskets?|refunds?|invoices?|billing|transfers?|"
        r"balances?|search(?:es|ing)?|upload\w*|download\w*|files?|photos?|pictures?|images?|videos?|stream\w*|"
        r"calls?(?! with)|calling|texts?|sms|messages?|messaging|chats?|e-?mails?|mail(?:box\w*)?|inbox\w*|"
        r"notifications?|push|webhooks?|apis?|sdks?|dashboards?|consoles?|reports?(?= (?:fail|take|are|is|load))|"
        r"exports?|imports?|backups?|restores?|databases?|dns|vpn|wi-?fi|network(?:ing)?|internet|broadband|"
        r"connectivity|websites?|web ?pages?|home ?page|pages|(?:the|our|this) site\b|site availability|"
        r"name resolution|inconsistent (?:results|data)|apps?|mobile|ios|android|windows|mac|linux|browser|"
        r"desktop|map(?:s)?|games?|match(?:es|making)?|lobb(?:y|ies)|ranked|tickets?|bookings?|reservations?|"
        r"calendars?|meetings?|documents?|start[ -]?ups?|builds?|deploy(?:s|ments?)?|repositor(?:y|ies)|"
        r"pull requests?|actions|"
        r"codespaces|pipelines?|jobs|logs|metrics|alerts|sync\w*|voicemail|phone|numbers|sessions?|"
        r"tokens?|certificates?|models?|inference|comments?|feeds?|profiles?|settings|subscriptions?|analytics|"
        r"storage|volumes?|instances?|virtual machines?|vms?|containers?|queries|cdn|"
        r"cache|time-?outs?|timing out|latency|slow(?:ly|er|ness)?|delay(?:s|ed)?|late|stuck|blank|crash\w*|"
        r"error (?:code )?\w*\d|\d{3} errors?|fail(?:s|ed|ing)? to|can(?:no|')t|unable to|unreachable|declined?|"
        r"duplicate\w*|missing|lost|wrong|stale|out of date|drop(?:s|ped|ping)?|disconnect\w*|load(?:s|ing)?|"
        r"europe(?:an)?|asia(?:n)?|africa|america[ns]?|australia|oceania|eu|us-\w+|eu-\w+|ap-\w+|emea|apac|germany|"
        r"france|london|frankfurt|dublin|tokyo|singapore|sydney|india|china|japan|brazil|canada|uk|east coast|"
        r"west coast|[a-z]{2,4}\d|[a-z]+-[a-z]+\d[a-z]?)\b|\b\d+\s?%"
    ),
    "zh": re.compile(
        r"外卖|值机|航班|骑手|打车|叫车|开锁|门锁|摄像头|行李|学籍|社保|医保|挂号|住院|处方|药|水电|燃气|供[水电气暖]|"
        r"车票|车次|闸机|还车|单车|"
        r"考勤|工资|个税|报销|保单|理赔|理财|基金|行情|开户|刷卡|扫码|二维码|ETC|充电|公交|地铁|红包|礼物|皮肤|副本|"
        r"抽卡|公会|存档|连麦|回放|封面|点播|"
        r"定时|开关灯|扫地|音箱|天气|导航|房价|订房|入住|退票|选座|演出|抢票|登[录陆]|注册|密码|支付|付款|收款|下单|"
        r"订单|购物车|退款|发票|账单|转账|余额|提现|充值|搜索|检索|上传|"
        r"下载|文件|图片|照片|视频|直播|弹幕|语音|通话|电话|短信|验证码|消息|聊天|邮[件箱]|推送|通知(?:推送|延迟)|"
        r"接口返回|API|控制台|报表|导出|导入|备份|数据库|域名|解析|官网|网页|页面打|首页|小程序|App|app|客户端|"
        r"安卓|苹果|iOS|浏览器|地图|定位(?:偏|不准|失)|挂号|缴费|取号|排位|匹配|对局|游戏(?:登|大)|选课|成绩|课表|"
        r"预[约订]|取件|快[件递]|物流|派送|同步|存储|云主机|云服务器|网盘|会议|打卡|优惠券|积分|礼包|榜|宽带|"
        r"Wi-?Fi|无线|VPN|校园网|镜像|超时|延迟|卡[顿住]|变慢|很慢|缓慢|白屏|黑屏|空白|闪退|报错|打不开|连不上|"
        r"进不去|收不到|发不出|查不到|掉线|丢失|重复|失败|排队|\d{3}\s?错误|华[东南北中]|西[南北]|东北|北京|上海|"
        r"广州|深圳|杭州|香港|海外|亚太|欧洲|北美|[\u4e00-\u9fff]{2}(?:省|市)|\d\s?%|三分之一|四分之一|一半"
    ),
}


_IDIOMS_EN = re.compile(
    r"\b(?:full picture|honest picture|bigger picture|(?:on|joined|join|joins) (?:a |the )?call|went wrong|gone wrong|"
    r"something(?:'s| is)? wrong|pay (?:us )?for|calling it|calling this|(?:your|our|last|these|the) messages?|"
    r"(?:can(?:no|')t|cannot) (?:say|tell|be held|confirm|exclude|rule|yet|thank|apologi\w+|give|promise|stress)|"
    r"(?:team|our) calendar|numbers are|good news|late (?:afternoon|morning|evening)|not (?:too )?late|service desk|"
    r"(?:it|help|support|operations) desk|wrong with|hang on|up to date|no delay|without delay|"
    r"stream of|in real time|(?:an? )?update|keep you posted)\b"
)
"""Turns of phrase whose words mean something else elsewhere."""


def has_anchor(said: str, lang: RuleLanguage, site: SiteWords) -> bool:
    """Whether a sentence, in lower case, names one."""
    if lang == "en":
        said = _IDIOMS_EN.sub(" ", said)
    return _KNOWN[lang].search(said) is not None or any(name in said for name in site.components)
