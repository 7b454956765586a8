using System.Globalization;
using NodaTime.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Words;

namespace Perennial.Commerce.Imports;

/// <summary>A figure and its name, for people.</summary>
internal sealed record NamedFigure(string Name, string Value);

/// <summary>What a trial found, and what became of an import, figure by figure.</summary>
internal static class ImportFigures
{
    private static WordBook Words => CommerceModule.Words;

    public static IEnumerable<NamedFigure> Of(ScanView scan, string currency) =>
    [
        Count(Words["import_page.rows"], scan.Rows), Count(Words["import_page.orders_new"], scan.Created),
        Count(Words["import_page.orders_changed"], scan.Changed), Count(Words["import_page.orders_unchanged"], scan.Unchanged),
        Count(Words["import_page.customers"], scan.Customers), Count(Words["import_page.left_out"], scan.Rejected),
        .. scan is { FirstDay: { } first, LastDay: { } last }
            ? [new NamedFigure(Words["import_page.days"], Words["import_page.days_from_to", ("from", Day(first)), ("to", Day(last))])]
            : Array.Empty<NamedFigure>(),
        .. scan.Sums.SelectMany(s => Sums(s, s.Currency ?? currency)),
    ];

    public static IEnumerable<NamedFigure> Of(ImportRow row) => row.State is ImportState.Undone or ImportState.Undoing
        ? [Count(Words["import_page.put_back"], row.PutBack), Count(Words["import_page.kept"], row.Kept)]
        :
        [
            Count(Words["import_page.rows"], row.RowsRead), Count(Words["import_page.orders_new"], row.Made),
            Count(Words["import_page.orders_changed"], row.Changed), Count(Words["import_page.orders_unchanged"], row.Unchanged),
            Count(Words["import_page.left_out"], row.Rejected),
        ];

    private static IEnumerable<NamedFigure> Sums(RowSum sum, string currency)
    {
        yield return new NamedFigure(Words["import_page.sold", ("currency", currency)], ImportWords.Exact(sum.Sales));
        if (sum.Returns > 0)
        {
            yield return new NamedFigure(Words["import_page.returned", ("currency", currency)], ImportWords.Exact(sum.Returns));
        }
    }

    private static NamedFigure Count(string name, long count) => new(name, Shown.Number(count));

    private static string Day(string iso) => LocalDatePattern.Iso.Parse(iso) is { Success: true } day
        ? day.Value.ToString("D", CultureInfo.CurrentCulture)
        : iso;
}
