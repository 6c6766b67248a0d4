//! What may stand in the HTML of a feed: elements, attributes and values by name. What is not named here is not there.

/// How an element stands among others, as far as that decides what a parser makes of its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It stands in a line.
    Phrase,
    /// It is a link, which can be in no other link.
    Link,
    /// It closes a paragraph.
    Block,
    /// It is a heading, which closes a heading.
    Heading,
    /// It is `li`, which closes a `li`.
    Item,
    /// It is `dt` or `dd`, which close each other.
    Term,
    /// It is a part of `ruby`, and closes other parts.
    Ruby,
    /// It is a part of a table, and stands nowhere else.
    Table,
    /// It is empty and has no end tag.
    Void,
}

/// The elements of HTML that may stand in an entry.
pub(super) fn place(name: &str) -> Option<Place> {
    Some(match name {
        "abbr" | "acronym" | "audio" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data"
        | "del" | "dfn" | "em" | "font" | "i" | "ins" | "kbd" | "mark" | "q" | "ruby" | "s"
        | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "time" | "tt" | "u"
        | "var" | "video" => Place::Phrase,
        "a" => Place::Link,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dir" | "div"
        | "dl" | "figcaption" | "figure" | "footer" | "header" | "hgroup" | "main" | "menu"
        | "nav" | "ol" | "p" | "pre" | "section" | "summary" | "table" | "ul" => Place::Block,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Place::Heading,
        "li" => Place::Item,
        "dd" | "dt" => Place::Term,
        "rb" | "rp" | "rt" | "rtc" => Place::Ruby,
        "caption" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => {
            Place::Table
        }
        "br" | "hr" | "img" | "source" | "wbr" => Place::Void,
        _ => return None,
    })
}

/// Elements of HTML that go with all they hold: they need scripts or styles, collect input, or are of the page. Those that
/// are not named here and may not stand in an entry leave what they hold.
pub(super) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "button"
            | "datalist"
            | "fencedframe"
            | "form"
            | "frame"
            | "frameset"
            | "keygen"
            | "link"
            | "meta"
            | "noembed"
            | "noframes"
            | "optgroup"
            | "option"
            | "param"
            | "portal"
            | "select"
            | "style"
            | "template"
            | "textarea"
            | "title"
            | "track"
    )
}

/// Attributes that may stand on any element of HTML.
const GLOBAL: &[&str] = &[
    "aria-hidden",
    "aria-label",
    "aria-level",
    "dir",
    "lang",
    "role",
    "title",
    "translate",
];

/// Attributes that name ids within the article.
pub(super) const ID_REFERENCES: &[&str] = &[
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "headers",
];

/// Whether an attribute without an address, a style or an id may stand on an element of HTML.
pub(super) fn is_attribute(element: &str, name: &str) -> bool {
    let own: &[&str] = match element {
        "a" => &["hreflang", "rel", "type"],
        "audio" => &["controls", "loop", "muted"],
        "br" => &["clear"],
        "col" | "colgroup" => &["align", "span", "valign", "width"],
        "data" => &["value"],
        "del" | "ins" | "time" => &["datetime"],
        "details" => &["open"],
        "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "caption" => &["align"],
        "font" => &["color", "face", "size"],
        "hr" => &["align", "noshade", "size", "width"],
        "img" => &[
            "align", "alt", "border", "height", "hspace", "sizes", "vspace", "width",
        ],
        "li" => &["type", "value"],
        "ol" => &["reversed", "start", "type"],
        "pre" => &["width"],
        "source" => &["type"],
        "table" => &[
            "align",
            "border",
            "cellpadding",
            "cellspacing",
            "frame",
            "rules",
            "summary",
            "width",
        ],
        "tbody" | "tfoot" | "thead" | "tr" => &["align", "valign"],
        "td" | "th" => &[
            "abbr", "align", "bgcolor", "colspan", "height", "nowrap", "rowspan", "scope",
            "valign", "width",
        ],
        "ul" => &["type"],
        "video" => &[
            "controls",
            "height",
            "loop",
            "muted",
            "playsinline",
            "width",
        ],
        _ => &[],
    };
    own.contains(&name) || GLOBAL.contains(&name)
}

/// The attributes of HTML that hold an address, and what it leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// Something to go to.
    Page,
    /// Something to show or to play.
    Media,
    /// A list of pictures.
    Set,
}

/// Whether an attribute of an element of HTML holds an address.
pub(super) fn address(element: &str, name: &str) -> Option<Address> {
    match (element, name) {
        ("a", "href") | ("blockquote" | "del" | "ins" | "q", "cite") | ("img", "longdesc") => {
            Some(Address::Page)
        }
        ("audio" | "img" | "source" | "video", "src") | ("video", "poster") => Some(Address::Media),
        ("img", "srcset") => Some(Address::Set),
        _ => None,
    }
}

/// Elements of drawings that may stand in an entry.
pub(super) fn is_drawn(name: &str) -> bool {
    matches!(
        name,
        "a" | "circle"
            | "clipPath"
            | "defs"
            | "desc"
            | "ellipse"
            | "feBlend"
            | "feColorMatrix"
            | "feComponentTransfer"
            | "feComposite"
            | "feDropShadow"
            | "feFlood"
            | "feFuncA"
            | "feFuncB"
            | "feFuncG"
            | "feFuncR"
            | "feGaussianBlur"
            | "feMerge"
            | "feMergeNode"
            | "feMorphology"
            | "feOffset"
            | "feTile"
            | "feTurbulence"
            | "filter"
            | "g"
            | "image"
            | "line"
            | "linearGradient"
            | "marker"
            | "mask"
            | "path"
            | "pattern"
            | "polygon"
            | "polyline"
            | "radialGradient"
            | "rect"
            | "stop"
            | "svg"
            | "switch"
            | "symbol"
            | "text"
            | "textPath"
            | "title"
            | "tspan"
            | "use"
    )
}

/// Attributes of drawings that are a number, a word, a colour, a path or the id of another element.
const DRAWN: &[&str] = &[
    "alignment-baseline",
    "aria-hidden",
    "aria-label",
    "baseline-shift",
    "baseFrequency",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "in",
    "in2",
    "k1",
    "k2",
    "k3",
    "k4",
    "lang",
    "lengthAdjust",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "maskContentUnits",
    "maskUnits",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "orient",
    "overflow",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "result",
    "role",
    "rotate",
    "rx",
    "ry",
    "scale",
    "shape-rendering",
    "slope",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "tableValues",
    "text-anchor",
    "text-decoration",
    "textLength",
    "transform",
    "type",
    "unicode-bidi",
    "values",
    "vector-effect",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// Whether an attribute may stand in a drawing.
pub(super) fn is_drawn_attribute(name: &str) -> bool {
    DRAWN.contains(&name)
}

/// Elements of formulas that may stand in an entry.
pub(super) fn is_formula(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "math"
            | "menclose"
            | "merror"
            | "mfenced"
            | "mfrac"
            | "mi"
            | "mmultiscripts"
            | "mn"
            | "mo"
            | "mover"
            | "mpadded"
            | "mphantom"
            | "mprescripts"
            | "mroot"
            | "mrow"
            | "ms"
            | "mspace"
            | "msqrt"
            | "mstyle"
            | "msub"
            | "msubsup"
            | "msup"
            | "mtable"
            | "mtd"
            | "mtext"
            | "mtr"
            | "munder"
            | "munderover"
            | "none"
            | "semantics"
    )
}

/// Attributes of formulas; none of them holds an address.
const FORMULA: &[&str] = &[
    "accent",
    "accentunder",
    "align",
    "alttext",
    "close",
    "columnalign",
    "columnlines",
    "columnspacing",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "form",
    "frame",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "open",
    "rowalign",
    "rowlines",
    "rowspacing",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "separators",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Whether an attribute may stand in a formula.
pub(super) fn is_formula_attribute(name: &str) -> bool {
    FORMULA.contains(&name)
}

/// What a style in code may say; all of it is colour or the shape of letters.
const CODE_PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "color",
    "font-style",
    "font-weight",
    "text-decoration",
];

/// The functions a style in code may call; all of them are colours.
const COLOURS: &[&str] = &[
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
];

/// The declarations of a style that colour code, if there are any.
pub(super) fn code_style(style: &str) -> Option<String> {
    let kept: Vec<String> = style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
        .filter(|(name, value)| CODE_PROPERTIES.contains(&name.as_str()) && is_colour(value))
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

/// Whether a value is made of words, numbers and colours, and names nothing that would be fetched.
fn is_colour(value: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_plain = |text: &str| text.chars().all(|c| is_word(c) || " #,.%".contains(c));
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('(') {
        let called = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let is_known = COLOURS.contains(&called.to_ascii_lowercase().as_str());
        let Some((inside, after)) = after.split_once(')') else {
            return false;
        };
        if !is_known || !is_plain(before) || !inside.split('/').all(is_plain) {
            return false;
        }
        rest = after;
    }
    !value.is_empty() && is_plain(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_of_code_names_nothing_to_fetch() {
        for value in [
            "url(//x.example/a.png)",
            "URL(//x.example/a.png)",
            "u\\72l(//x)",
            "URL//x)",
            "image(//x)",
            "image-set(//x 1x)",
            "element(#a)",
            "cross-fade(//x)",
            "expression(alert(1))",
            "rgb(1,2,3) Url(//x)",
            "var(--x)",
            "\"a\"",
            "",
        ] {
            assert_eq!(code_style(&format!("background:{value}")), None, "{value}");
        }
        for value in [
            "#fff",
            "rgb(1 2 3 / 50%)",
            "RGBA(1, 2, 3, .5)",
            "bold",
            "underline",
        ] {
            let style = format!("color:{value}");
            assert_eq!(code_style(&style), Some(style.clone()));
        }
        assert_eq!(
            code_style("position:fixed; COLOR : red ;x"),
            Some("color:red".to_owned())
        );
    }
}
