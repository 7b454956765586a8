using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Demo;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>What was read, how it was understood, and what its owner should know.</summary>
internal sealed class ReadingSection(Report report)
{
    private const int TextsShown = 20;
    private const string Withheld = "…";

    private static WordBook Words => InsightsModule.Words;

    public Html Draw() => Html.Of(
        $"""
        <p>{Counts()}</p>
        {Texts()}
        {Warnings().Select(w => Html.Of($"""<div class="note"><span>{w}</span></div>"""))}
        """);

    private string Counts()
    {
        var counts = report.Reading.Counts;
        return string.Join(" · ",
            Words.Count("reading.rows", counts.Rows), Words.Count("reading.rejected", counts.Rejected),
            Words.Count("reading.orders", counts.Orders), Words.Count("reading.returns", counts.Returns),
            Words["reading.anonymous", ("share", Shown.Percent(new Ratio(counts.AnonymousOrders, counts.Orders))),
                ("part", counts.AnonymousOrders), ("whole", counts.Orders)]);
    }

    private Html Texts()
    {
        var table = new DataTable(Words["reading.title"],
            [Words["reading.file"], Words["reading.encoding"], Words["reading.columns"], Words["reading.unused"]])
        {
            WordColumns = [0, 1, 2],
        };
        foreach (var text in report.Reading.Understood.Take(TextsShown))
        {
            table.Add(text.File == DemoShop.FileName ? Words["page.demo"] : text.File, new Cell(text.Encoding),
                new Cell(string.Join(", ", text.Columns.Select(c => $"{c.Key.ToString().ToLowerInvariant()} = {c.Value}"))),
                new Cell(text.Unused.Count == 0 ? Shown.NotAvailable : string.Join(", ", text.Unused)));
        }

        return table.Draw();
    }

    private IEnumerable<string> Warnings()
    {
        foreach (var warning in report.Reading.Warnings)
        {
            var words = CommerceModule.Words.Of(WithoutCells(warning));
            var place = Place(warning.First);
            yield return warning.Kind switch
            {
                WarningKind.Rejected => Words.Count("reading.warning.rejected", warning.Count, ("place", place),
                    ("words", words)),
                WarningKind.Understood => Words.Count("reading.warning.understood", warning.Count, ("place", place),
                    ("words", words)),
                _ => Words["reading.warning", ("place", place), ("words", words)],
            };
        }

        foreach (var notice in report.Notices)
        {
            yield return Words["reading.notice",
                ("words", Words.Count(notice.Code, notice.Count, ("detail", notice.Detail)))];
        }

        foreach (var other in report.Reading.OtherCurrencies)
        {
            yield return Words.Count("reading.other_currency", other.Orders,
                ("currency", other.Revenue.Currency.Code), ("revenue", Shown.Amount(other.Revenue)));
        }
    }

    // The page is passed on and names no customer: where columns are shifted, any cell may hold a name or an address,
    // and so may a first row that was taken for a header. The place says where to look.
    private static FileProblem WithoutCells(ReadWarning warning) => warning.Kind switch
    {
        WarningKind.Rejected => warning.First with { Value = Withheld },
        WarningKind.Unusable or WarningKind.Unreadable when HoldsRow(warning.First.Code) =>
            warning.First with { Value = Withheld, Detail = Withheld },
        _ => warning.First,
    };

    private static bool HoldsRow(string code) =>
        code.StartsWith("delimiter.", StringComparison.Ordinal) || code.StartsWith("columns.", StringComparison.Ordinal);

    private static string Place(FileProblem problem) => problem.Line == 0
        ? problem.File
        : Words["reading.place", ("file", problem.File), ("line", problem.Line)];
}
