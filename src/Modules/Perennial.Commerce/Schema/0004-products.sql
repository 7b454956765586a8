-- Products are found by the folded beginning of their name. catalogued: the shop itself said what the product is, so that
-- lines of orders fill only what it left open.
alter table products add column name_key $key$;
alter table products add column catalogued $bool$ not null default false;
create index products_name on products (name_key, code);
create index products_category on products (category, code);
create index products_supplier on products (supplier, code);

-- Grain: a price of a product from a time on. price: millionths of the currency. noticed: the change of price that it makes
-- was looked at.
create table product_prices (
    code $key$ not null,
    currency $text$ not null,
    since $time$ not null,
    price $long$ not null,
    noticed $bool$ not null default false,
    primary key (code, currency, since)
) $rowless$;

create index product_prices_new on product_prices (code, currency, since) where noticed = false;
