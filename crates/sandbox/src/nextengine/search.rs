//! Searching and counting slips, their rows and their option fields.

use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::field::{self, Field, Kind, Write};
use crate::nextengine::form::Form;
use crate::nextengine::query::Query;
use crate::nextengine::slip::{Slip, Values};
use crate::world::World;
use crate::world::ledger::{Effect, Note};

/// The goods-master fields that a row search of the sandbox can show.
static GOODS: &[Field] = &[
    Field {
        name: "goods_id",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "goods_name",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "goods_release_date",
        kind: Kind::Date,
        write: Write::No,
    },
    Field {
        name: "goods_jan_code",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "goods_location",
        kind: Kind::Text,
        write: Write::No,
    },
];

fn base_lists() -> [&'static [Field]; 2] {
    [field::BASE, field::OPTION]
}

fn row_lists() -> [&'static [Field]; 3] {
    [field::ROW, field::BASE, GOODS]
}

/// The slips that fit, ascending by slip number.
fn matching<'w>(world: &'w World, query: &'w Query) -> Box<dyn Iterator<Item = &'w Slip> + 'w> {
    let fits = |slip: &&Slip| query.matches(&|name| slip.shown(name));
    if let Some(numbers) = query.wanted("receive_order_shop_cut_form_id") {
        let mut ids: Vec<u64> = numbers
            .into_iter()
            .filter_map(|number| world.slips_of.get(number))
            .flatten()
            .copied()
            .collect();
        ids.sort_unstable();
        ids.dedup();
        return Box::new(
            ids.into_iter()
                .filter_map(|id| world.slips.get(&id))
                .filter(fits),
        );
    }
    if let Some(ids) = query.wanted("receive_order_id") {
        let mut ids: Vec<u64> = ids
            .into_iter()
            .filter_map(|id| id.trim().parse().ok())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        return Box::new(
            ids.into_iter()
                .filter_map(|id| world.slips.get(&id))
                .filter(fits),
        );
    }
    Box::new(world.slips.values().filter(fits))
}

fn note(call: &str, slips: &[&Slip]) -> Note {
    let orders = slips
        .iter()
        .map(|slip| slip.order_number().to_owned())
        .collect();
    Note::new(call, orders, Effect::None)
}

pub(crate) fn slips(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::search(form, &base_lists())?;
    let page = query.page(matching(world, &query));
    let rows = page
        .iter()
        .map(|slip| query.row(&|name| slip.shown(name)))
        .collect();
    Ok(Done::rows(rows, note(call, &page)))
}

pub(crate) fn count_slips(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::count(form, &base_lists())?;
    Ok(Done::count(
        matching(world, &query).count(),
        Note::nothing(call),
    ))
}

pub(crate) fn options(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::search(form, &[field::OPTION])?;
    let page = query.page(matching(world, &query));
    let rows = page
        .iter()
        .map(|slip| query.row(&|name| slip.shown(name)))
        .collect();
    Ok(Done::rows(rows, note(call, &page)))
}

pub(crate) fn count_options(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::count(form, &[field::OPTION])?;
    Ok(Done::count(
        matching(world, &query).count(),
        Note::nothing(call),
    ))
}

fn matching_rows<'w>(
    world: &'w World,
    query: &'w Query,
) -> impl Iterator<Item = (&'w Slip, &'w Values)> {
    world
        .slips
        .values()
        .flat_map(|slip| slip.rows.iter().map(move |row| (slip, row)))
        .filter(|(slip, row)| query.matches(&|name| slip.shown_row(row, name)))
}

pub(crate) fn rows(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::search(form, &row_lists())?;
    let page = query.page(matching_rows(world, &query));
    let mut slips: Vec<&Slip> = page.iter().map(|(slip, _)| *slip).collect();
    slips.dedup_by_key(|slip| slip.id);
    let rows = page
        .iter()
        .map(|(slip, row)| query.row(&|name| slip.shown_row(row, name)))
        .collect();
    Ok(Done::rows(rows, note(call, &slips)))
}

pub(crate) fn count_rows(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::count(form, &row_lists())?;
    Ok(Done::count(
        matching_rows(world, &query).count(),
        Note::nothing(call),
    ))
}
