//! The words that the test sites are made of, one list for every part of a sentence.

/// Things in English, singular. The first hundred are also tags.
pub const NOUNS_EN: &str = "rain river market harbour bridge train ticket library school teacher \
    museum garden kitchen bakery forest mountain island lantern festival letter archive newspaper \
    editor printer machine engine battery signal satellite telescope orchard farmer harvest rice \
    wheat bread coffee tea salt sugar fishery boat anchor storm winter summer autumn spring frost \
    flood drought council mayor budget election ballot court lawyer contract union factory worker \
    wage pension hospital nurse doctor vaccine clinic pharmacy stadium athlete coach league match \
    trophy bicycle highway tunnel airport runway parcel warehouse shop tailor potter painter poet \
    novel theatre actor orchestra violin choir recipe blanket candle window staircase roof \
    chimney fence meadow valley desert glacier volcano canyon reef whale sparrow fox wolf rabbit \
    horse notebook pencil camera lens keyboard network server database compiler parser";

/// Adjectives in English.
pub const ADJECTIVES_EN: &str = "quiet early late small narrow broad famous forgotten local \
    northern southern rural urban patient careful stubborn cheerful honest modest costly cheap \
    ancient modern wooden rusty bright pale heavy light steep gentle rapid slow regular sudden \
    public private common rare seasonal annual weekly temporary permanent official independent \
    reliable fragile crowded empty familiar foreign plain curious generous practical uncertain \
    remarkable ordinary experimental";

/// Verbs in English, in the past, that take an object.
pub const VERBS_EN: &str = "opened closed repaired described painted measured counted crossed \
    followed visited reported announced questioned defended supported replaced restored removed \
    planned delayed finished ignored noticed praised criticised studied collected delivered sold \
    bought carried covered discovered explained improved inspected launched mapped moved \
    photographed preserved promised protected reached rebuilt recorded reviewed saved shared \
    surprised tested translated watched welcomed";

/// Adverbs in English.
pub const ADVERBS_EN: &str = "again already together quietly slowly quickly recently finally \
    carefully twice yesterday overnight eventually gradually openly briefly rarely often \
    unexpectedly gladly";

/// Places in English, with their preposition.
pub const PLACES_EN: [&str; 24] = [
    "near the harbour",
    "in the old town",
    "behind the station",
    "along the river",
    "at the town hall",
    "outside the capital",
    "on the eastern coast",
    "in the mountains",
    "under the bridge",
    "across the border",
    "beside the market",
    "in three provinces",
    "at the university",
    "on the ground floor",
    "next to the library",
    "between two villages",
    "in the northern district",
    "on the second day",
    "before the first frost",
    "after the long weekend",
    "during the rainy season",
    "for the third year running",
    "without much noise",
    "at everybody's expense",
];

/// Things in Korean. The first hundred are also tags.
pub const NOUNS_KO: &str = "비 강 시장 항구 다리 기차 승차권 도서관 학교 교사 박물관 정원 부엌 빵집 숲 산 섬 \
    등불 축제 편지 기록 신문 편집자 인쇄소 기계 엔진 전지 신호 위성 망원경 과수원 농부 수확 쌀 밀 빵 커피 차 \
    소금 설탕 어장 배 닻 폭풍 겨울 여름 가을 봄 서리 홍수 가뭄 의회 시장실 예산 선거 투표 법원 변호사 계약 노조 \
    공장 노동자 임금 연금 병원 간호사 의사 백신 진료소 약국 경기장 선수 감독 연맹 시합 우승컵 자전거 고속도로 \
    터널 공항 활주로 소포 창고 가게 재단사 도예가 화가 시인 소설 극장 배우 관현악단 바이올린 합창단 요리법 담요 \
    촛불 창문 계단 지붕 굴뚝 울타리 풀밭 골짜기 사막 빙하 화산 협곡 산호초 고래 참새 여우 늑대 토끼 말 공책 \
    연필 사진기 글자판 통신망 서버 자료실 번역기 문장 낱말 독자 기자 마을 골목 정류장 우체국 소방서 주민 이웃 아이 \
    할머니 할아버지 청년 학생 손님 주인 여행자";

/// What stands before a noun in Korean.
pub const ADJECTIVES_KO: &str = "조용한 이른 늦은 작은 좁은 넓은 유명한 잊힌 지역의 북쪽의 남쪽의 시골의 도시의 \
    끈질긴 조심스러운 고집스러운 명랑한 정직한 소박한 값비싼 값싼 오래된 새로운 목조 녹슨 밝은 흐릿한 \
    무거운 가벼운 가파른 부드러운 빠른 느린 규칙적인 갑작스러운 공공의 흔한 드문 해묵은 임시 공식적인 \
    독립적인 미더운 여린 붐비는 휑한 낯익은 낯선 수수한 너그러운 요긴한 불확실한 놀라운 평범한";

/// Verbs in Korean, in the past and plain style, that take an object.
pub const VERBS_KO: &str = "열었다 닫았다 고쳤다 설명했다 그렸다 쟀다 세었다 건넜다 따라갔다 찾았다 보도했다 \
    발표했다 물었다 지켰다 도왔다 바꾸었다 되살렸다 치웠다 계획했다 미루었다 끝냈다 외면했다 알아챘다 칭찬했다 \
    비판했다 연구했다 모았다 배달했다 팔았다 샀다 날랐다 덮었다 발견했다 풀이했다 다듬었다 점검했다 시작했다 옮겼다 \
    찍었다 보존했다 약속했다 보호했다 재건했다 적었다 살펴보았다 아꼈다 나누었다 시험했다 번역했다 바라보았다 \
    반겼다 기다렸다 읽었다 잃었다 맡았다 넘겨받았다";

/// Adverbs in Korean.
pub const ADVERBS_KO: &str = "다시 이미 함께 조용히 천천히 빨리 최근 마침내 조심스럽게 거듭 어제 밤새 결국 점점 \
    터놓고 잠깐 드물게 자주 뜻밖에 기꺼이 곧바로 여전히 거의 몹시";

/// Places and times in Korean, with their particle.
pub const PLACES_KO: [&str; 24] = [
    "항구 근처에서",
    "옛 시가지에서",
    "역 뒤에서",
    "강을 따라",
    "시청에서",
    "수도 밖에서",
    "동해안에서",
    "산속에서",
    "다리 밑에서",
    "국경 너머에서",
    "시장 옆에서",
    "세 지방에서",
    "대학에서",
    "일 층에서",
    "도서관 곁에서",
    "두 마을 사이에서",
    "북쪽 구역에서",
    "둘째 날에",
    "첫서리가 내리기 전에",
    "긴 연휴가 끝난 뒤에",
    "장마철에",
    "삼 년째",
    "별 소란 없이",
    "모두의 부담으로",
];

/// The sections: folder, title, and how many of a hundred articles are in it.
pub const SECTIONS: [(&str, &str, u64); 5] = [
    ("news", "News", 40),
    ("economy", "Economy", 20),
    ("cities", "Cities", 15),
    ("culture", "Culture", 15),
    ("opinion", "Opinion", 10),
];

/// The authors: key and name.
pub const AUTHORS: [(&str, &str); 20] = [
    ("hana-kim", "김하나"),
    ("jun-lee", "이준"),
    ("sora-park", "박소라"),
    ("minho-choi", "최민호"),
    ("yuna-jung", "정유나"),
    ("dohyun-kang", "강도현"),
    ("bora-cho", "조보라"),
    ("taeyang-yoon", "윤태양"),
    ("nari-jang", "장나리"),
    ("haneul-lim", "임하늘"),
    ("anna-berg", "Anna Berg"),
    ("paul-moreau", "Paul Moreau"),
    ("ruth-okafor", "Ruth Okafor"),
    ("tom-hale", "Tom Hale"),
    ("ines-duarte", "Inês Duarte"),
    ("lars-holm", "Lars Holm"),
    ("maya-rao", "Maya Rao"),
    ("eva-novak", "Eva Nováková"),
    ("sam-otieno", "Sam Otieno"),
    ("yuki-tanaka", "田中 ゆき"),
];

/// Code as articles show it: the language and the text.
pub const CODE: [(&str, &str); 5] = [
    (
        "rust",
        "fn total(prices: &[u32]) -> u32 {\n    prices.iter().filter(|price| **price > 0).sum()\n}\n",
    ),
    (
        "python",
        "def total(prices):\n    # Only what was sold counts.\n    return sum(p for p in prices if p > 0)\n",
    ),
    (
        "toml",
        "[paper]\nname = \"The Harbour <Daily>\"\npages = 24\ncolour = true\n",
    ),
    (
        "sh",
        "for file in *.csv; do\n    sort -u \"$file\" > \"sorted/$file\" && echo \"$file\"\ndone\n",
    ),
    (
        "html",
        "<figure>\n  <img src=\"bridge.jpg\" alt=\"The bridge & the river\">\n</figure>\n",
    ),
];
