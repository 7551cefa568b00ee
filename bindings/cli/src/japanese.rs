//! Fixed words of the report in Japanese. What is not listed stays as it is.

/// Names of facts.
const NAMES: [(&str, &str); 67] = [
    ("algorithm", "アルゴリズム"),
    ("anchor", "アンカー"),
    ("at", "検証時点"),
    ("because", "理由"),
    ("category", "法的区分"),
    ("certificates", "証明書数"),
    ("country", "国"),
    ("curve", "曲線"),
    ("dates", "日時"),
    ("days", "日数"),
    ("device-curve", "端末鍵の曲線"),
    ("different", "不一致"),
    ("digest-algorithm", "ダイジェスト方式"),
    ("doc-type", "文書種別"),
    ("document-errors", "提供されなかった文書"),
    ("documents", "文書数"),
    ("documents-with-this-value", "同じ値の文書数"),
    ("duplicate-key-at", "重複キーの位置"),
    ("elements", "項目"),
    ("expected-length", "正しい長さ"),
    ("extensions", "拡張"),
    ("found", "検出内容"),
    ("hash-algorithm", "ハッシュ方式"),
    ("header", "ヘッダー"),
    ("in-both-lists", "両方の一覧に記載"),
    ("indefinite-length-at", "不定長の位置"),
    ("index", "番号"),
    ("inside", "内側"),
    ("issuer", "発行者"),
    ("items", "項目数"),
    ("key-type", "鍵種別"),
    ("label", "ラベル"),
    ("labels", "ラベル"),
    ("length", "長さ"),
    ("missing", "不足"),
    ("most-days", "上限日数"),
    ("name-space", "名前空間"),
    ("needed", "必要な区分"),
    ("not-after", "終了日時"),
    ("not-before", "開始日時"),
    ("not-shortest-at", "最短でない整数の位置"),
    ("octets", "オクテット数"),
    ("offset", "位置(バイト)"),
    ("outside", "外側"),
    ("path", "場所"),
    ("path-length", "パス長"),
    ("payload-length", "ペイロード長"),
    ("presented", "提示"),
    ("problem", "問題"),
    ("purpose", "目的"),
    ("purposes", "用途"),
    ("reader-curves", "検証者鍵の曲線"),
    ("sign", "符号"),
    ("signed", "署名"),
    ("signer", "署名者"),
    ("signer-country", "署名者の国"),
    ("signer-state", "署名者の州・県"),
    ("status", "状態コード"),
    ("tag", "タグ"),
    ("trailing-bytes-at", "余分なバイトの位置"),
    ("unread-members", "読み取らないメンバー"),
    ("unsupported-curve", "未対応の曲線"),
    ("usages", "鍵用途"),
    ("valid-from", "有効開始"),
    ("valid-until", "有効終了"),
    ("version", "バージョン"),
    ("without-digest", "ダイジェストなし"),
];
/// Facts whose values are words of the core's own: what was received is never replaced.
const WORDED: [&str; 8] =
    ["because", "found", "header", "path-length", "problem", "purpose", "sign", "signer"];
/// Those values.
const VALUES: [(&str, &str); 36] = [
    ("absent", "なし"),
    ("an algorithm in the unprotected header", "アルゴリズムが非保護ヘッダーにある"),
    ("an array of one certificate", "証明書1つだけの配列"),
    ("an authority", "認証局である"),
    ("an empty list", "一覧が空"),
    ("both", "両方"),
    ("crit in the unprotected header", "critが非保護ヘッダーにある"),
    ("duplicate key or trailing bytes", "重複キーまたは余分なバイト"),
    ("issuer", "発行者"),
    ("malformed", "形式不正"),
    ("neither", "どちらもなし"),
    ("neither a mail address nor a URI", "メールアドレスもURIもない"),
    ("no algorithm in the protected header", "保護ヘッダーにアルゴリズムがない"),
    ("no authority", "認証局ではない"),
    ("no key identifier", "鍵識別子がない"),
    ("no point has a name", "配布点に名前がない"),
    ("no valid key of its curve", "曲線上の有効な鍵ではない"),
    ("no-revocation-list", "失効リストがない"),
    ("no-status-list", "ステータスリストがない"),
    ("no-trust-anchors", "トラストアンカーがない"),
    ("not positive", "正ではない"),
    ("policy", "ポリシーで求めていない"),
    ("positive", "正"),
    ("prerequisite", "前提となる確認が未了"),
    ("protected", "保護"),
    ("reader", "検証者"),
    ("reader-key-unknown", "検証者の鍵が不明"),
    ("request-unknown", "要求内容が不明"),
    ("status-signer", "ステータス署名者"),
    ("the payload is detached", "ペイロードが分離されている"),
    ("the point is compressed", "点が圧縮形式"),
    ("the reader key is another one", "検証者の鍵が異なる"),
    ("transcript-unknown", "トランスクリプトが不明"),
    ("two different chains", "2つの異なる証明書チェーン"),
    ("unprotected", "非保護"),
    ("vical-signer", "VICAL署名者"),
];

/// The name of a fact.
pub(crate) fn name(english: &str) -> Option<&'static str> {
    find(&NAMES, english)
}

/// A fixed value of the fact `name`.
pub(crate) fn value(name: &str, english: &str) -> Option<&'static str> {
    if WORDED.contains(&name) { find(&VALUES, english) } else { None }
}

fn find(table: &'static [(&str, &str)], english: &str) -> Option<&'static str> {
    table.iter().find(|(own, _)| *own == english).map(|(_, japanese)| *japanese)
}
