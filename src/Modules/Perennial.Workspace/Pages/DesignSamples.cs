using System.Globalization;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Workspace.Pages;

/// <summary>Made-up figures for the page of parts: small and great, better and worse, few, partial, long names.</summary>
internal static class DesignSamples
{
    /// <summary>A name that is written from right to left.</summary>
    public const string ArabicName = "\u0644\u064A\u0644\u0649 \u062D\u062F\u0627\u062F";

    /// <summary>A name that leaves no place to break it.</summary>
    public const string LongName = "Maria-Alexandra-Konstantinopolskaya-Weatherby-Featherstonehaugh";

    private const int Months = 12;

    private static WordBook Words => WorkspaceModule.Words;

    public static string Lei(long bani) =>
        Shown.AmountWithCurrency(Currency.TryParse("RON", out var leu) ? new Money(bani, leu) : null);

    public static IReadOnlyList<HeadlineNumber> Numbers() =>
    [
        new(Words["design.stayed"], Percent(31.4m))
        {
            Part = Words["design.part", ("part", Shown.Number(1284)), ("whole", Shown.Number(4089))], Definition = Words["design.stayed_is"],
            Href = "#lists", Trend = [28, 29, 27, 30, 31, 30, 33, 31],
            Changes = [new(1, true, Points(1.2m), Words["design.before"]), new(-1, false, Points(-0.4m), Words["design.year_ago"])],
            Benchmark = Words["design.benchmark"],
        },
        new(Words["design.spent"], Shown.Number(48125.5m, 2))
        {
            Unit = "RON", Definition = Words["design.spent_is"], Trend = [10, 12, 9, 8, 8, 7], Href = "#lists",
            Changes = [new(-1, false, Percent(-8.1m), Words["design.before"]), new(0, null, Percent(0), Words["design.year_ago"])],
        },
        new(Words["design.long_number"], Shown.Number(1234567890.12m, 2)) { Unit = "RON", Part = Words["design.no_past"] },
        new(Words["design.missing"], Shown.NotAvailable) { Definition = Words["design.missing_is"], Part = Words["design.missing_why"] },
    ];

    public static ListTable List(bool rows) => new(Words["design.lists"],
    [
        new("name", Words["design.name"]) { Sorts = true }, new("email", Words["design.email"]) { IsMinor = true },
        new("state", Words["design.state"]), new("orders", Words["design.orders"]) { IsNumber = true, IsMinor = true, Sorts = true },
        new("spent", Words["design.spent"]) { IsNumber = true, Sorts = true },
    ], rows ? Rows() : [])
    {
        SortedBy = "spent", IsDescending = true, SortHref = key => "?sort=" + key + "#lists", NextHref = "#lists", FirstHref = "#lists",
        CsvHref = "#lists", XlsxHref = "#lists", Total = Words["design.total", ("count", Shown.Number(1284))],
        AllColumns = [new("name", Words["design.name"]), new("email", Words["design.email"]), new("late", Words["design.late"])],
    };

    private static List<ListRow> Rows() =>
    [
        Row("Ana Popescu", "ana@example.com", Badge.Of("better", Words["design.active"]), 14, 481250),
        Row(ArabicName, "layla@example.com", Badge.Of("care", Words["design.late"]), 7, 212000),
        Row(LongName, "maria.alexandra.konstantinopolskaya@mail.example.com", Badge.Of("worse", Words["design.lost"]), 3, 98450),
        Row("\u5F20\u4F1F \U0001F338", "zhang@example.com", Badge.Of("accent", Words["design.new"]), 1, 12900),
        Row("O'Neil <b>", "", Badge.Of("quiet", Words["design.waiting"]), 0, 0),
    ];

    private static ListRow Row(string name, string email, Html state, long orders, long spent) =>
        new([Html.Name(name), Html.Text(email), state, Html.Text(Shown.Number(orders)), Html.Text(Lei(spent))]) { Href = "#lists" };

    // Each cohort is smaller in the months after it; the last month of each is not over.
    public static HeatMap Heat()
    {
        long[] sizes = [912, 1044, 870, 1310, 24, 640];
        return new HeatMap(Words["design.heat"], Words["design.cohort"], [.. Enumerable.Range(0, sizes.Length).Select(m => Shown.Number(m))],
            [.. sizes.Select((size, row) => HeatRowOf(size, row, sizes.Length - row))])
        {
            SizeTitle = Words["design.size"], Key = (Percent(0), Percent(60)),
        };
    }

    private static HeatRow HeatRowOf(long size, int row, int months) =>
        new(Month(row), [.. Enumerable.Range(0, months).Select(m => HeatCellOf(size, m, m == months - 1))])
        {
            Size = Shown.Number(size), IsFew = size < HeatMap.FewBelow, Href = "#figures",
        };

    private static HeatCell HeatCellOf(long size, int month, bool isLast)
    {
        var share = 60 - (month * 11);
        var count = size * share / 100;
        return new HeatCell(Percent(share), Shown.Number(count), HeatMap.Strength(share, 60))
        {
            IsPartial = isLast, IsFew = count < HeatMap.FewBelow, Href = "#figures",
        };
    }

    public static Chart Lines()
    {
        decimal?[] web = [41, 43, 40, 44, 46, 47, 45, 49, 52, 50, 53, 31], stores = [35, 34, 36, 33, 34, 31, 32, 30, 31, 29, 30, 18];
        return new Chart("lines", [.. Enumerable.Range(0, Months).Select(Month)],
            new ChartSeries(Words["design.web"], web, Texts(web)), new ChartSeries(Words["design.stores"], stores, Texts(stores)) { Dashed = true })
        {
            Unit = "%", EndsPartial = true, Right = 110,
        };
    }

    public static Chart Bars()
    {
        decimal?[] late = [128, 96, 61, 33];
        return new Chart("rows", [Words["design.active"], Words["design.late"], Words["design.lost"], Words["design.new"]],
            new ChartSeries("", late, [.. late.Select(v => Shown.Number(v, 0))]) { Tones = ["fill-better", "fill-care", "fill-worse", "series-1"] })
        {
            Labelled = true, Height = "low", Right = 60,
        };
    }

    public static DataTable TableOf(string caption, Chart chart)
    {
        var table = new DataTable(caption, [Words["design.by"], .. chart.Series.Select(s => s.Name.Length > 0 ? s.Name : Words["design.size"])])
        {
            Sorts = true,
        };
        for (var i = 0; i < chart.Labels.Count; i++)
        {
            table.Add(chart.Labels[i], [.. chart.Series.Select(s => Cell.Of(s.Texts[i], s.Values[i]))]);
        }

        return table;
    }

    public static IReadOnlyList<TimelineItem> Timeline() =>
    [
        new(Day(14), "2026-05-14", Words["design.event_order"]) { Sign = "shopping-cart", Href = "#figures", Text = Html.Text(Lei(12900)) },
        new(Day(9), "2026-05-09", Words["design.event_price"]) { Sign = "trending-up", IsAround = true },
        new(Day(2), "2026-05-02", Words["design.event_return"]) { Sign = "arrow-back-up", Text = Html.Name(LongName) },
    ];

    private static List<string> Texts(IEnumerable<decimal?> shares) => [.. shares.Select(s => Percent(s ?? 0))];

    private static string Percent(decimal share) => (share / 100).ToString("P1", CultureInfo.CurrentCulture);

    private static string Points(decimal points) => Shown.Points(points / 100, 1);

    private static string Month(int index) => new DateTime(2026, index + 1, 1).ToString("MMM", CultureInfo.CurrentCulture);

    private static string Day(int day) => new DateTime(2026, 5, day).ToString("M", CultureInfo.CurrentCulture);
}
