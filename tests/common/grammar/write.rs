//! Writes templates by Tera's grammar.

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// What it says.
    pub text: String,
    /// What is seen where the template, or each of its components, is rendered.
    pub marks: Vec<String>,
}

/// What a variable has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Card,
    Cards,
    Text,
}

type Variables = Vec<(&'static str, Kind)>;

/// Names that hide one another.
const NAMES: [&str; 6] = ["p", "q", "page", "item", "list", "entry"];
const FIELDS: [&str; 10] = [
    "title",
    "word_count",
    "reading_time",
    "summary_text",
    "summary",
    "toc | length",
    "backlinks | length",
    "content",
    "permalink",
    "extra.rank",
];
/// Text that looks like something else.
const ODD: [&str; 12] = [
    "a ",
    "{ ",
    "} ",
    "%} ",
    "it's \" ",
    "#} ",
    "}} ",
    "` ",
    "<card/> ",
    "{ % raw % } ",
    "-",
    "비 ",
];
const COMMENTS: [&str; 8] = [
    "{% include \"no.html\" %}",
    "{% component one(page) %}",
    " \" ",
    "{{ it's",
    "-",
    "{% raw %}",
    "{{ page.lower }}",
    "",
];
const RAW: [&str; 6] = [
    "{{ it's }}",
    "a{#b",
    "{% component one(page) %}",
    "\"",
    "{% raw %}",
    "{% include \"no.html\" %}",
];
const TEXTS: [&str; 7] = [
    "\"it\\\"s\"",
    "'%}'",
    "`}}`",
    "\"{#\"",
    "'\\\\'",
    "\"{% raw %}\"",
    "'\\'{{'",
];
/// What includes what stands after it.
const PARTS: [&str; 3] = ["one.html", "dir/two.html", "three.html"];
const COMPONENTS: [(&str, &str); 5] = [
    ("one", "page"),
    ("box.two", "n=1, page: map"),
    ("three", "@page"),
    ("four", "n = \"{% endcomponent %}\", ...rest"),
    ("five", "item, list=[]"),
];

struct Writer<'t> {
    tape: &'t [u8],
    /// The number of the first part and of the first component that may be used.
    parts: usize,
    components: usize,
    depth: usize,
    in_loop: bool,
    /// Whether cards are used in ways that nobody can follow.
    is_wild: bool,
}

/// The templates that a tape stands for. Each has a piece of it, so that a long one leaves choices for the next.
pub fn templates(tape: &[u8]) -> Vec<Template> {
    let mut pieces = tape.chunks(
        tape.len()
            .div_ceil(PARTS.len() + COMPONENTS.len() + 2)
            .max(1),
    );
    let mut piece = || pieces.next().unwrap_or_default();
    let mut writer = Writer {
        tape: piece(),
        parts: 0,
        components: 0,
        depth: 0,
        in_loop: false,
        is_wild: false,
    };
    writer.is_wild = writer.pick(4) == 3;
    let mut templates = Vec::new();
    let extends = writer.pick(2) == 1;
    let body = writer.marked("root.html");
    let text = if extends {
        let block = writer.tag("block a");
        let end = writer.pick_of(&["{% endblock %}", "{%- endblock a -%}"]);
        format!(
            "{}{block}{body}{end}",
            writer.pick_of(&[
                "{% extends \"base.html\" %}",
                "{#- \" -#}{%-\nextends 'base.html'-%}"
            ])
        )
    } else {
        body
    };
    templates.push(Template::new("root.html", text));
    if extends {
        writer.tape = piece();
        let (before, after) = (
            writer.marked("base.html"),
            writer.body(&mut Variables::new()),
        );
        let text = format!(
            "{before}{{% block a %}}{after}{{% endblock a %}}{{% block b %}}{{% endblock %}}"
        );
        templates.push(Template::new("base.html", text));
    }
    for (number, part) in PARTS.into_iter().enumerate() {
        writer.parts = number + 1;
        writer.tape = piece();
        let text = writer.marked(part);
        templates.push(Template::new(part, text));
    }
    let mut components = String::new();
    let mut marks = Vec::new();
    for (number, (name, parameters)) in COMPONENTS.into_iter().enumerate() {
        writer.components = number + 1;
        writer.tape = piece();
        let mut variables: Variables = match name {
            "four" => Vec::new(),
            "five" => vec![("item", Kind::Card)],
            _ => vec![("page", Kind::Card)],
        };
        // A component is given nothing else.
        variables.extend([("own", Kind::Cards), ("first", Kind::Card)]);
        let mark = format!("[of {name}]");
        let (dash, space) = (writer.dash(), writer.pick_of(&[" ", "\t", "\n", "  "]));
        let body = writer.body(&mut variables);
        components.push_str(&format!(
            "{{%{dash}{space}component{space}{name}({parameters}){space}{dash}%}}{mark}{{% set own = get_pages() %}}{{% set first = own[0] %}}{body}{{%{dash}endcomponent{dash}%}}\n"
        ));
        marks.push(mark);
    }
    templates.push(Template {
        name: "components.html".to_owned(),
        text: components,
        marks,
    });
    templates
}

impl Template {
    fn new(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            marks: vec![format!("[of {name}]")],
            text,
        }
    }
}

impl Writer<'_> {
    /// A number below another; the lowest when the tape is at its end.
    fn pick(&mut self, below: usize) -> usize {
        match self.tape.split_first() {
            Some((next, rest)) => {
                self.tape = rest;
                usize::from(*next) % below
            }
            None => 0,
        }
    }

    fn pick_of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.pick(list.len())]
    }

    fn dash(&mut self) -> &'static str {
        self.pick_of(&["", "", "-"])
    }

    fn tag(&mut self, inside: &str) -> String {
        let (begin, end) = (self.dash(), self.dash());
        let space = self.pick_of(&[" ", "", "\n", "\t"]);
        // A minus would belong to the tag's end.
        format!("{{%{begin}{space}{inside}{space}{end}%}}")
    }

    fn marked(&mut self, name: &str) -> String {
        let body = self.body(&mut Variables::new());
        format!("[of {name}]{body}")
    }

    fn body(&mut self, variables: &mut Variables) -> String {
        let known = variables.len();
        let count = 1 + self.pick(4);
        let text = (0..count).map(|_| self.statement(variables)).collect();
        variables.truncate(known.max(variables.len().min(known + 2)));
        text
    }

    /// A body that is rendered once, many times or never: what it sets is not counted on.
    fn inside(&mut self, variables: &Variables, more: &[(&'static str, Kind)]) -> String {
        let mut own: Variables = variables.clone();
        own.extend(more);
        self.depth += 1;
        let body = self.body(&mut own);
        self.depth -= 1;
        body
    }

    fn statement(&mut self, variables: &mut Variables) -> String {
        let deepest = self.depth > 3;
        match self.pick(if deepest { 8 } else { 18 }) {
            0 => self.pick_of(&ODD).to_owned(),
            1 => format!("{{#{}{}#}}", self.dash(), self.pick_of(&COMMENTS)),
            2 => {
                let (begin, end) = (self.tag("raw"), self.tag("endraw"));
                format!("{begin}{}{end}", self.pick_of(&RAW))
            }
            3 | 4 => {
                let (space, dash) = (self.pick_of(&[" ", "", "\n"]), self.dash());
                let text = self.text(variables);
                format!("{{{{{dash}{space}{text} {dash}}}}}")
            }
            5 => {
                let (value, kind, names) = match self.pick(3) {
                    0 => (self.card(variables), Kind::Card, ["p", "q", "page"]),
                    1 => (
                        self.cards(variables),
                        Kind::Cards,
                        ["list", "entry", "item"],
                    ),
                    _ => (self.text(variables), Kind::Text, ["text", "entry", "item"]),
                };
                let name = self.pick_of(&names);
                let set = if self.pick(4) == 3 {
                    "set_global"
                } else {
                    "set"
                };
                variables.push((name, kind));
                self.tag(&format!("{set} {name} = {value}"))
            }
            6 => match PARTS.get(self.parts + self.pick(2)) {
                Some(part) => {
                    let quote = self.pick_of(&["\"", "'", "`"]);
                    let part = if self.pick(6) == 5 {
                        part.replace('/', "\\/")
                    } else {
                        (*part).to_owned()
                    };
                    self.tag(&format!("include {quote}{part}{quote}"))
                }
                None => String::new(),
            },
            7 => {
                let name = NAMES[self.pick(NAMES.len())];
                let field = self.pick_of(&["title", "word_count", "content"]);
                format!(
                    "{{% if {name} is defined and {name} is map and {name}.title %}}{{{{ {name}.{field} }}}}{{% endif %}}"
                )
            }
            8 | 9 => {
                let name = NAMES[self.pick(NAMES.len())];
                let list = self.cards(variables);
                let was = std::mem::replace(&mut self.in_loop, true);
                let body = self.inside(variables, &[(name, Kind::Card)]);
                self.in_loop = was;
                format!(
                    "{}{body}{}",
                    self.tag(&format!("for {name} in {list}")),
                    self.tag("endfor")
                )
            }
            10 => {
                let (name, list) = (
                    self.pick_of(&["item", "list", "entry"]),
                    self.cards(variables),
                );
                let field = self.pick_of(&["year", "reading_time", "title"]);
                let body = self.inside(variables, &[("key", Kind::Text), (name, Kind::Cards)]);
                format!(
                    "{{% for key, {name} in {list} | group_by(attribute=\"{field}\") %}}{body}{{% endfor %}}"
                )
            }
            11 => {
                let (one, other) = (self.condition(variables), self.condition(variables));
                let bodies = [
                    self.inside(variables, &[]),
                    self.inside(variables, &[]),
                    self.inside(variables, &[]),
                ];
                let [a, b, c] = bodies;
                format!(
                    "{}{a}{{% elif {other} %}}{b}{{% else %}}{c}{}",
                    self.tag(&format!("if {one}")),
                    self.tag("endif")
                )
            }
            12 | 13 => self.call(variables, false),
            14 => self.call(variables, true),
            15 => {
                let body = self.inside(variables, &[]);
                variables.push(("text", Kind::Text));
                format!("{}{body}{{% endset %}}{{{{ text }}}}", self.tag("set text"))
            }
            17 if self.is_wild => {
                let card = self.card(variables);
                format!("{{% for k, v in {card} %}}{{{{ k }}}}{{% endfor %}}")
            }
            _ => {
                let body = self.inside(variables, &[]);
                format!(
                    "{}{body}{{% endfilter %}}",
                    self.tag("filter upper | lower")
                )
            }
        }
    }

    fn condition(&mut self, variables: &Variables) -> String {
        let card = self.card(variables);
        match self.pick(6) {
            0 => format!("{card} and {card}.title == \"T1\" or not {card}"),
            1 => format!("{card}.word_count > 702"),
            2 if self.is_wild => format!("\"word_count\" in {card}"),
            3 if self.is_wild => format!("{card} is containing(pat=\"content\")"),
            4 => format!("{} | length > 2", self.cards(variables)),
            _ => "false".to_owned(),
        }
    }

    fn call(&mut self, variables: &Variables, with_body: bool) -> String {
        let Some((name, _)) = COMPONENTS.get(self.components + self.pick(3)) else {
            return String::new();
        };
        let card = self.card(variables);
        let given = match *name {
            "one" if self.is_wild && self.pick(3) == 2 => format!("{{...{{\"page\": {card}}} }}"),
            "one" => format!("page={{{card}}}"),
            "box.two" => format!("n={{{}}} page = {{{card}}}", self.pick(9)),
            "three" if self.pick(2) == 1 => format!("page={{{card}}}"),
            "three" => String::new(),
            "four" if self.is_wild => format!("n=\"x\" more={{{card}}}"),
            "four" => "more=\"x\"".to_owned(),
            _ => format!("item={{{card}}} list={{{}}}", self.cards(variables)),
        };
        let space = self.pick_of(&["", " ", "\n"]);
        if with_body {
            let body = self.inside(variables, &[]);
            return format!("{{% <{space}{name} {given}> %}}{body}{{% </{name}> %}}");
        }
        format!("{{{{ <{space}{name} {given} /> }}}}")
    }

    /// The name of a variable of a kind, the last that was set among the first.
    fn variable(&mut self, variables: &Variables, wanted: Kind) -> Option<&'static str> {
        let skip = self.pick(2);
        let mut found = Vec::new();
        for (name, kind) in variables.iter().rev() {
            // What is hidden by another of its name is none.
            let is_hidden = variables
                .iter()
                .rev()
                .find(|(other, _)| other == name)
                .is_some_and(|(_, last)| last != kind);
            if *kind == wanted && !is_hidden {
                found.push(*name);
            }
        }
        found.get(skip).or(found.first()).copied()
    }

    fn card(&mut self, variables: &Variables) -> String {
        let own = self.variable(variables, Kind::Card);
        match (self.pick(6), own) {
            (0..3, Some(name)) => name.to_owned(),
            (_, own) if self.components > 0 => own.unwrap_or("first").to_owned(),
            (0 | 3, _) => "section.pages[0]".to_owned(),
            (1 | 4, _) => "terms[0].pages[2]".to_owned(),
            _ => match variables.iter().any(|(name, _)| *name == "page") {
                true => "paginator.pages[1]".to_owned(),
                // What includes a part may have another page.
                false if self.parts > 0 => "page".to_owned(),
                false => self
                    .pick_of(&["page.lower", "page.higher", "page"])
                    .to_owned(),
            },
        }
    }

    fn cards(&mut self, variables: &Variables) -> String {
        let own = self.variable(variables, Kind::Cards);
        match (self.pick(9), own) {
            (0..2, Some(name)) => name.to_owned(),
            (2, _) => "get_pages()".to_owned(),
            (3 | 4, _) if self.components > 0 => "own | reverse".to_owned(),
            (_, own) if self.components > 0 => own.unwrap_or("own").to_owned(),
            (0, _) => "section.pages".to_owned(),
            (1, _) => "paginator.pages".to_owned(),
            (3, _) => "terms[0].pages | reverse".to_owned(),
            (4, _) => {
                let field = self.pick_of(&["title", "word_count", "extra.rank"]);
                format!("section.pages | sort(attribute=\"{field}\")")
            }
            (5, _) => "[x for x in section.pages if x.title != \"T2\"]".to_owned(),
            (6, _) => "paginator.pages[:2]".to_owned(),
            (7, _) => format!("[{}, section.pages[1]]", self.card(variables)),
            _ => "[x for x in get_pages() if x.reading_time > 30]".to_owned(),
        }
    }

    /// Something that is printed.
    fn text(&mut self, variables: &Variables) -> String {
        let card = self.card(variables);
        let field = self.pick_of(&FIELDS);
        let name = field.split([' ', '.']).next().unwrap_or_default();
        match self.pick(14) {
            0 | 1 => format!("{card}.{field}"),
            2 => format!("{card}?.{field}"),
            3 => format!("{card}[\"{name}\"] | str"),
            4 if self.is_wild => format!("{card}['wo' ~ \"rd_count\"]"),
            5 => self.pick_of(&TEXTS).to_owned(),
            6 => format!("{card} | get(key=`{name}`) | str"),
            7 => format!("({card}.{name} or 'x') | str"),
            8 => format!("{card}.{name} | str if {card}.title else \"%}}\""),
            9 if self.is_wild => format!("{card} | json_encode"),
            10 => format!("{card}.title ~ '-' ~ {card}.{name}"),
            11 => format!("{} | length", self.cards(variables)),
            12 => format!(
                "[x.{name} for x in {}] | join(sep=\"\\\\\")",
                self.cards(variables)
            ),
            _ if self.in_loop => "loop.index".to_owned(),
            _ => match self.variable(variables, Kind::Text) {
                Some(name) => name.to_owned(),
                None => self.pick_of(&["'x'", "1 + 2"]).to_owned(),
            },
        }
    }
}
