using System.Data;
using DuckDB.NET.Data;

namespace Perennial.Bench;

/// <summary>How the orders lie in DuckDB before the clock starts.</summary>
/// <param name="Name">As tables show it.</param>
/// <param name="Table">The table that holds them.</param>
/// <param name="Select">Makes it from <c>loaded</c>: customer number, day, cents, in the order of time.</param>
internal sealed record Arrangement(string Name, string Table, string Select)
{
    /// <summary>All of them, the fastest first.</summary>
    public static IReadOnlyList<Arrangement> All { get; } =
    [
        // As the fact store keeps them: whole numbers for customers, sorted by customer and day.
        new("sorted", "sorted", "select * from loaded order by customer, day"),

        // Whole numbers for customers, in the order in which orders came.
        new("as they came", "as_they_came", "select * from loaded"),

        // The shop's own texts for customers, in the order in which orders came.
        new("text ids", "text_ids", "select format('C{:07d}', customer) as customer, day, net from loaded"),
    ];
}

/// <summary>
/// DuckDB in memory on all cores, answering the report's questions from a table
/// <c>orders (customer, day date, net bigint)</c>. The steps are the fastest of several ways that were tried;
/// docs/bench.md tells which.
/// </summary>
internal sealed class DuckYardstick : IDisposable
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");

    public DuckYardstick()
    {
        connection.Open();
        Execute($"set threads = {Environment.ProcessorCount}");

        // Tables between the steps are built faster when their rows may stand in any order.
        Execute("set preserve_insertion_order = false");
        Execute(DuckSql.ScoreMacro);
    }

    public static string Version()
    {
        using var duck = new DuckYardstick();
        return duck.Read("select version()", r => r.GetString(0)).Single();
    }

    /// <summary>Brings the shop's orders in, in every arrangement.</summary>
    public void Load(Shop shop)
    {
        Execute("create table loaded (customer integer, day date, net bigint)");
        Append(shop);
        foreach (var arrangement in Arrangement.All)
        {
            Execute($"create table {arrangement.Table} as {arrangement.Select}");
        }

        Execute("drop table loaded");
    }

    /// <summary>Makes an arrangement the one that is asked.</summary>
    public void Use(Arrangement arrangement) =>
        Execute($"create or replace view orders as select * from {arrangement.Table}");

    /// <summary>Makes the table from a file; customers become numbers, which pays for itself in the steps.</summary>
    public void LoadCsv(string path, bool withOrderNumbers)
    {
        var order = withOrderNumbers ? "'order': 'bigint', " : "";
        Execute($$"""
            create temp table read as
            select customer, date as day, (100 * amount)::bigint as net
            from read_csv('{{path.Replace("'", "''", StringComparison.Ordinal)}}', header = true,
                          columns = {'customer': 'varchar', 'date': 'date', {{order}}'amount': 'decimal(12, 2)'})
            """);
        Execute("""
            create temp table ids as
            select text, (row_number() over ())::integer as customer
            from (select distinct customer as text from read)
            """);
        Execute("create table orders as select ids.customer, day, net from read join ids on ids.text = read.customer");
    }

    /// <summary>Answers every question; the seconds of each step in the order of <see cref="DuckSql.Steps"/>.</summary>
    public double[] Answer() => [.. DuckSql.Steps.Select(step => Timing.Seconds(() => Execute(step.Sql)))];

    /// <summary>Reads the answers of the last <see cref="Answer"/>.</summary>
    public DuckAnswers Answers() => new(
        Read("select customers, repeaters, orders, revenue, last_day from totals", r => new DuckTotals(
            r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), Day(r, 4))).Single(),
        Read("select cohort, month, customers, orders, revenue, repeaters, retained from cells", r => new DuckCell(
            r.GetInt32(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))),
        Read("select r, f, m, customers, revenue, last_day, orders, net from rfm", r => new DuckRfm(
            r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3), r.GetInt64(4), Day(r, 5), r.GetInt64(6),
            r.GetInt64(7))),
        Read("select place, customers, median_days from ladder", r => new DuckStep(
            r.GetInt32(0), r.GetInt64(1), r.IsDBNull(2) ? null : (decimal)r.GetDouble(2))),
        Read("select below, coalesce(above, below), fourths from quartiles order by quartile", r =>
            r.GetInt64(0) + (r.GetInt64(2) * (r.GetInt64(1) - r.GetInt64(0)) / 4m)),
        Read("select lateness, customers from overdue", r => (Lateness: r.GetInt32(0), Customers: r.GetInt64(1)))
            .ToDictionary(l => l.Lateness, l => l.Customers));

    public void Dispose() => connection.Dispose();

    private void Append(Shop shop)
    {
        using var appender = connection.CreateAppender("loaded");
        for (var slot = 0; slot < shop.OrderSlots; slot++)
        {
            var order = shop.Order(slot);
            appender.CreateRow()
                .AppendValue(order.Customer)
                .AppendValue(Kernel.Time.DayNumber.ToDate(order.Day).ToDateOnly())
                .AppendValue(order.Net)
                .EndRow();
        }
    }

    private static DateOnly Day(IDataRecord row, int column) => DateOnly.FromDateTime(row.GetDateTime(column));

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<T> Read<T>(string sql, Func<IDataRecord, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
