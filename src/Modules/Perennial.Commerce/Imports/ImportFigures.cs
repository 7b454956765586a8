using NodaTime.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;

namespace Perennial.Commerce.Imports;

/// <summary>What a trial found, and what became of an import, figure by figure.</summary>
internal static class ImportFigures
{
    private static WordBook Words => CommerceModule.Words;

    public static IReadOnlyList<Fact> Of(ScanView scan, string currency) =>
    [
        Count(Words["import_page.rows"], scan.Rows), Count(Words["import_page.orders_new"], scan.Created),
        Count(Words["import_page.orders_changed"], scan.Changed), Count(Words["import_page.orders_unchanged"], scan.Unchanged),
        Count(Words["import_page.customers"], scan.Customers), Count(Words["import_page.left_out"], scan.Rejected),
        .. scan is { FirstDay: { } first, LastDay: { } last }
            ? [Fact.Of(Words["import_page.days"], first == last
                ? Day(first)
                : Words["import_page.days_from_to", ("from", Day(first)), ("to", Day(last))])]
            : Array.Empty<Fact>(),
        .. scan.Sums.SelectMany(s => Sums(s, s.Currency ?? currency)),
    ];

    public static IReadOnlyList<Fact> Of(ImportRow row) => row.State is ImportState.Undone or ImportState.Undoing
        ? [Count(Words["import_page.put_back"], row.PutBack), Count(Words["import_page.kept"], row.Kept)]
        :
        [
            Count(Words["import_page.rows"], row.RowsRead), Count(Words["import_page.orders_new"], row.Made),
            Count(Words["import_page.orders_changed"], row.Changed), Count(Words["import_page.orders_unchanged"], row.Unchanged),
            Count(Words["import_page.left_out"], row.Rejected),
        ];

    private static IEnumerable<Fact> Sums(RowSum sum, string currency)
    {
        yield return Fact.Of(Words["import_page.sold", ("currency", currency)], ImportWords.Exact(sum.Sales));
        if (sum.Returns > 0)
        {
            yield return Fact.Of(Words["import_page.returned", ("currency", currency)], ImportWords.Exact(sum.Returns));
        }
    }

    private static Fact Count(string name, long count) => Fact.Of(name, Shown.Number(count));

    private static string Day(string iso) => LocalDatePattern.Iso.Parse(iso) is { Success: true } day
        ? ImportWords.Day(day.Value)
        : iso;
}
