"""Traditional characters that offers are written with, and their simplified forms."""

from __future__ import annotations

_PAIRS = (
    "貸贷 還还 費费 個个 萬万 錢钱 塊块 種种 總总 額额 際际 實实 帳账 賬账 扣扣 擔担 險险 會会 員员 號号 "
    "兩两 歲岁 後后 餘余 續续 務务 頭头 償偿 應应 繳缴 納纳 價价 現现 車车 轉转 間间 時时 單单 複复 "
    "負负 債债 機机 點点 釐厘 厘厘 週周 禮礼 拜拜 蓮莲 開开 設设 備备 證证 審审 評评 "
    "門门 詢询 諮咨 訊讯 電电 話话 傳传 發发 給给 從从 們们 來来 這这 幾几 過过 達达 領领 預预 產产 "
    "業业 專专 貳贰 參叁 陸陆 億亿 圓圆 優优 惠惠 減减 無无 權权 臺台 幣币 銀银 儲储 獎奖 誤误 滯滞 "
    "違违 約约 罰罚 賠赔 標标 準准 計计 遲迟 內内 數数 則则 讓让 購购 買买 賣卖 遠远 進进 經经 營营 "
    "帶带 連连 歸归 結结 清清 滿满 級级 為为 與与 於于 對对 當当 壹壹 紅红 龍龙 調调 檢检 測测 驗验 "
    "請请 貨货 "
)
SIMPLIFIED = {ord(pair[0]): pair[1] for pair in _PAIRS.split() if pair[0] != pair[1]}
"""For `str.translate`, character by character: a length never changes.

>>> "每期還款，手續費".translate(SIMPLIFIED)
'每期还款，手续费'
"""
