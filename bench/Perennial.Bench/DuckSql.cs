namespace Perennial.Bench;

/// <summary>A statement of the yardstick.</summary>
/// <param name="Question">What it answers, or prepares.</param>
/// <param name="Sql">Leaves its answer in a temporary table.</param>
internal sealed record DuckStatement(string Question, string Sql);

/// <summary>The report's questions in SQL, by the definitions of the metrics. Months count from January 2022.</summary>
internal static class DuckSql
{
    /// <summary>
    /// The score of a value: one more for each fifth of the customers that is strictly worse, by the values at which
    /// the lower fifths end. The same as by rank, in half the time.
    /// </summary>
    public const string ScoreMacro = """
        create temp macro score(value, below) as
            1 + (value > below[1])::integer + (value > below[2])::integer
              + (value > below[3])::integer + (value > below[4])::integer
        """;

    // What several questions need is built once, as an analyst would: it counts, but not twice.
    public static IReadOnlyList<DuckStatement> Steps { get; } =
    [
        new("a row a customer and month", """
            create or replace temp table months as
            select customer, datediff('month', date '2022-01-01', day)::tinyint as month,
                   count(*)::integer as orders, sum(net)::bigint as net
            from orders
            group by 1, 2
            """),
        new("base table and cohort matrix", """
            create or replace temp table cells as
            select cohort::integer as cohort, month::integer as month, count(*) as customers,
                   sum(orders)::bigint as orders, sum(net)::bigint as revenue,
                   count(*) filter (where orders > 1) as repeaters,
                   count(*) filter (where previous = month - 1) as retained
            from (select month, orders, net,
                         lag(month) over (partition by customer order by month) as previous,
                         first_value(month) over (partition by customer order by month) as cohort
                  from months)
            group by 1, 2
            """),
        new("a row a customer", """
            create or replace temp table customers as
            select customer, max(day) as last_day, count(*)::integer as orders, sum(net)::bigint as net
            from orders
            group by customer
            """),
        new("totals", """
            create or replace temp table totals as
            select count(*) as customers, count(*) filter (where orders > 1) as repeaters,
                   sum(orders)::bigint as orders, sum(net)::bigint as revenue, max(last_day) as last_day
            from customers
            """),
        new("RFM", """
            create or replace temp table rfm as
            with below as (
                select quantile_disc(last_day, [0.2, 0.4, 0.6, 0.8]) as r,
                       quantile_disc(orders, [0.2, 0.4, 0.6, 0.8]) as f,
                       quantile_disc(net, [0.2, 0.4, 0.6, 0.8]) as m
                from customers),
            scored as (
                select score(last_day, below.r) as r, score(orders, below.f) as f, score(net, below.m) as m,
                       last_day, orders, net
                from customers, below)
            select r, f, m, count(*) as customers, sum(net)::bigint as revenue,
                   min(last_day) as last_day, min(orders)::bigint as orders, min(net) as net
            from scored
            group by 1, 2, 3
            """),
        new("a row an order: gap and place", """
            create or replace temp table gaps as
            select customer, (day - lag(day) over her)::smallint as gap, (row_number() over her)::integer as place
            from orders
            window her as (partition by customer order by day)
            """),
        new("order ladder", """
            create or replace temp table ladder as
            select place, count(*) as customers, quantile_cont(gap, 0.5)::double as median_days
            from gaps
            where place <= 11
            group by place
            """),
        new("time between orders", """
            create or replace temp table quartiles as
            with counted as (
                select gap, sum(count(*)) over (order by gap) as up_to, sum(count(*)) over () - 1 as last
                from gaps
                where gap > 0
                group by gap)
            select quartile, (min(gap) filter (where up_to > last * quartile // 4))::bigint as below,
                   (min(gap) filter (where up_to > last * quartile // 4 + 1))::bigint as above,
                   (any_value(last) * quartile % 4)::bigint as fourths
            from counted, (values (1), (2), (3)) quartiles (quartile)
            group by quartile
            """),
        new("usual interval and overdue", """
            create or replace temp table overdue as
            with rhythm as (
                select customer, count(*) as n, min(gap) as shortest,
                       (2 * quantile_cont(gap, 0.5))::bigint as twice_median
                from gaps
                where gap > 0
                group by customer),
            known as (
                select (select max(last_day) + 1 from customers) - last_day as since,
                       coalesce(n, 0) as n, coalesce(shortest, 0) as shortest,
                       coalesce(twice_median, 0) as twice_median,
                       (select 2 * below + fourths * (coalesce(above, below) - below) // 2
                        from quartiles where quartile = 2) as shop_twice_median
                from customers left join rhythm using (customer)),
            usual as (
                select since * 2 * (n + 3) as since,
                       greatest(n * twice_median + 3 * shop_twice_median, shortest * 2 * (n + 3)) as usual
                from known)
            select case when since <= usual then 0 when since <= 2 * usual then 1 when since <= 3 * usual then 2
                        else 3 end as lateness,
                   count(*) as customers
            from usual
            group by 1
            """),
    ];
}
