//! Diagnostics as marked source excerpts for a terminal.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use sabaki_diagnostic::catalogue;
use sabaki_diagnostic::code::Severity;
use sabaki_diagnostic::diagnostic::{Diagnostic, Help};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile, Sources, Span};
use unicode_width::UnicodeWidthChar;

/// As many diagnostics of one file are shown; the rest is counted.
const MOST_OF_A_FILE: usize = 100;
/// Lines up to this width are shown whole.
const LONGEST_LINE: usize = 400;

/// Put after every wide character of a label: the renderer counts a cell a character there.
const FILLER: char = '\u{2060}';

/// Renders diagnostics as a person reads them, in the order of files and places.
pub(crate) fn render(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    lang: Lang,
    styled: bool,
    width: usize,
) -> String {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    // Its trimming of long lines miscounts wide characters: only very long lines are trimmed.
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(width.max(LONGEST_LINE));
    let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let file = by_file.entry(diagnostic.span().file).or_default();
        file.push(diagnostic);
    }
    let mut texts = Vec::new();
    for (file, mut of_file) in by_file {
        let rest = keep_most(&mut of_file);
        texts.extend(of_file.iter().map(|d| one(d, sources, lang, &renderer)));
        if rest > 0 {
            let path = sources.get(file).map_or("", SourceFile::name);
            let args = [("path", path), ("count", &rest.to_string())];
            texts.push(catalogue::text(lang, "check.more", &args));
        }
    }
    texts.join("\n\n")
}

/// Keeps the first diagnostics of a file in the order of places, errors before all others, and says
/// how many are left out.
fn keep_most(of_file: &mut Vec<&Diagnostic>) -> usize {
    let place = |d: &&Diagnostic| (d.span().start, d.code());
    let rest = of_file.len().saturating_sub(MOST_OF_A_FILE);
    if rest > 0 {
        of_file.sort_by_key(|d| (d.severity() != Severity::Error, place(d)));
        of_file.truncate(MOST_OF_A_FILE);
    }
    of_file.sort_by_key(place);
    rest
}

/// The lines that hold all of these places, and the number of the first.
fn lines(
    file: &SourceFile,
    places: impl IntoIterator<Item = Range<usize>>,
) -> (Range<usize>, usize) {
    let whole = places
        .into_iter()
        .reduce(|all, one| all.start.min(one.start)..all.end.max(one.end));
    file.lines_of(whole.unwrap_or(0..0))
}

/// An excerpt of the lines that hold these places, and where it begins in the text.
fn excerpt<T: Clone>(
    file: &SourceFile,
    places: impl IntoIterator<Item = Range<usize>>,
) -> (Snippet<'_, T>, usize) {
    let (range, line) = lines(file, places);
    let start = range.start;
    let snippet = Snippet::source(file.text().get(range).unwrap_or(""))
        .line_start(line)
        .path(file.name().to_owned())
        .fold(true);
    (snippet, start)
}

fn shifted(range: Range<usize>, start: usize) -> Range<usize> {
    range.start.saturating_sub(start)..range.end.saturating_sub(start)
}

fn one(diagnostic: &Diagnostic, sources: &Sources, lang: Lang, renderer: &Renderer) -> String {
    let level = level(diagnostic.severity());
    let name = catalogue::text(lang, severity_key(diagnostic.severity()), &[]);
    let title = level
        .with_name(wide(&name))
        .primary_title(wide(&diagnostic.message(lang)))
        .id(diagnostic.code().as_str());
    let mut main = Group::with_title(title);
    for snippet in snippets(diagnostic, sources, lang) {
        main = main.element(snippet);
    }
    let mut groups = vec![main];
    for help in diagnostic.helps() {
        groups.push(help_group(diagnostic, help, sources, lang));
    }
    if let Some(witness) = diagnostic.witness() {
        let label = catalogue::text(lang, "level.witness", &[]);
        groups.push(Group::with_title(
            Level::NOTE
                .with_name(wide(&label))
                .secondary_title(witness.to_owned()),
        ));
    }
    renderer.render(&groups).replace(FILLER, "")
}

/// One snippet for each file that the diagnostic marks, its own file first.
fn snippets<'a>(
    diagnostic: &Diagnostic,
    sources: &'a Sources,
    lang: Lang,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut marks: Vec<(Span, AnnotationKind, Option<String>)> =
        vec![(diagnostic.span(), AnnotationKind::Primary, None)];
    for label in diagnostic.labels() {
        let text = wide(&diagnostic.label_text(lang, label));
        marks.push((label.span, AnnotationKind::Context, Some(text)));
    }
    let mut files: Vec<_> = Vec::new();
    for (span, _, _) in &marks {
        if !files.contains(&span.file) {
            files.push(span.file);
        }
    }
    files
        .into_iter()
        .filter_map(|id| {
            let file = sources.get(id)?;
            let own = || marks.iter().filter(|(span, _, _)| span.file == id);
            let (mut snippet, start) = excerpt(file, own().map(|(span, _, _)| clamp(file, *span)));
            for (span, kind, label) in own() {
                let mark = kind.span(shifted(clamp(file, *span), start));
                snippet = snippet.annotation(match label {
                    Some(label) => mark.label(label.clone()),
                    None => mark,
                });
            }
            Some(snippet)
        })
        .collect()
}

fn help_group<'a>(
    diagnostic: &Diagnostic,
    help: &Help,
    sources: &'a Sources,
    lang: Lang,
) -> Group<'a> {
    let name = catalogue::text(lang, "level.help", &[]);
    let title = Level::HELP
        .with_name(wide(&name))
        .secondary_title(wide(&diagnostic.help_text(lang, help)));
    let mut group = Group::with_title(title);
    let first = help.edits.first().map(|edit| edit.span.file);
    if let Some(file) = first.and_then(|id| sources.get(id)) {
        let places = help.edits.iter().map(|edit| clamp(file, edit.span));
        let (mut snippet, start) = excerpt(file, places);
        for edit in &help.edits {
            let place = shifted(clamp(file, edit.span), start);
            snippet = snippet.patch(Patch::new(place, edit.text.clone()));
        }
        group = group.element(snippet);
    }
    group
}

/// The renderer panics on a span past the end or inside a character: pull it into the text.
fn clamp(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let inside = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = inside(span.start);
    start..inside(span.end).max(start)
}

fn wide(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        out.push(c);
        if c.width() == Some(2) {
            out.push(FILLER);
        }
    }
    out
}

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    }
}

/// The key of a severity's word.
pub(crate) const fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "level.error",
        Severity::Warning => "level.warning",
        Severity::Hint => "level.hint",
    }
}
