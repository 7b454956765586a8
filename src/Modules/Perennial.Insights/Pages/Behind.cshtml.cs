using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Perennial.Insights.Api;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Insights.Page;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>Who stands behind a number: the customers by name, with what each is to the shop. Its address holds codes and days only.</summary>
[Asks(Scopes.InsightsRead, OfWholeShop = true)]
internal sealed class Behind(LiveShop live, KeptViews kept, CustomerNames names) : InsightsPage(live, kept)
{
    private const int RowsShown = 50;
    private const int NamesInFileMax = 20_000;
    private const string FileName = "customers";

    private IReadOnlyDictionary<string, string> known = new Dictionary<string, string>(StringComparer.Ordinal);

    public CustomersBehind? Number { get; private set; }

    public BehindView Listed { get; private set; } = null!;

    public string Title { get; private set; } = Words["behind.title"];

    /// <summary>Where the list leads back to: the page on which its number stands.</summary>
    public string BackHref => Number switch
    {
        { CameBy: { } came } => Link("/retention/cohorts", (AskedBehind.CameName, GroupTables.Code(came.By))),
        { Number: "cohort" } => Link("/retention/cohorts"),
        { Period: not null } => Link("/retention"),
        null => Link("/customers"),
        _ => Link("/retention/rfm"),
    };

    public ListTable Table { get; private set; } = null!;

    /// <summary>Whether a file of all of them has room for their names.</summary>
    public bool HasNamesInFile => Listed.Count <= NamesInFileMax;

    public Task<IActionResult> OnGetAsync() => ShowAsync(async () =>
    {
        if (!AskedBehind.Read(Query).TryGet(out var number, out var refusal))
        {
            throw new ReportRefusedException("report.no_such_number", refusal.Fields.Count > 0 ? refusal.Fields[0].Field : "");
        }

        Number = number;
        Title = BehindTitle.Of(number, new PeriodNames(View.Question.Period), GroupNames);
        if (FileAsked is not null)
        {
            return await SendAsync(await FileAsync());
        }

        var sort = CustomerColumn.All.FirstOrDefault(c => c.Order is not null && c.Key == Query("sort"));
        var (isDescending, skip) = (Query("up") is null, Skip());
        Listed = await FindAsync("behind", [
            .. Asked, ("number", $"{number?.Number} {number?.Period} {number?.PeriodsLater} {number?.CameBy}"),
            ("sort", $"{sort?.Key} {isDescending}"), ("skip", $"{skip}"),
        ], async shop => BehindView.Of(List(await WithLinesAsync(shop)), sort, isDescending, skip, RowsShown));
        known = await names.FindAsync(Listed.Rows.Select(r => r.Customer), Cancellation);
        Table = Drawn(sort, isDescending, skip);
        return null;
    });

    // Who came by a product is found in the lines of orders, which may have to be waited for.
    private Task<ILoadedShop> WithLinesAsync(ILoadedShop shop) => Number?.CameBy is { } came
        ? Facts.NowAsync([came.By], isFresh: false, CancellationToken.None)
        : Task.FromResult(shop);

    private CustomerList List(ILoadedShop shop) =>
        Number is null ? shop.Customers(View.Question) : shop.Customers(View.Question, Number);

    private ListTable Drawn(CustomerColumn? sort, bool isDescending, int skip)
    {
        var columns = Columns();
        var name = new ListColumn("name", Words["customers.name"]);
        (string, string?)[] others = [.. Kept("sort", "up", "skip")];
        var next = skip + RowsShown;
        return WithFiles(new ListTable(Title, [name, .. columns.Select(c => c.AsListed)], [.. Listed.Rows.Select(r => Row(r, columns))])
        {
            SortedBy = sort?.Key, IsDescending = isDescending,
            SortHref = key => Link(Path, [.. others, ("sort", key), ("up", sort?.Key == key && isDescending ? "1" : null)]),
            NextHref = next < Math.Min(Listed.Count, BehindView.RowsMax) ? Link(Path, [.. Kept("skip"), ("skip", $"{next}")]) : null,
            FirstHref = skip > 0 ? Link(Path, Kept("skip")) : null,
            Total = Words.Count("page.customers", Listed.Count),
            AllColumns = [.. CustomerColumn.All.Select(c => c.AsListed)],
            Kept = [.. Kept("columns").Select(f => (f.Name, f.Value!))],
        }, FileName);
    }

    private ListRow Row(CustomerRow row, IReadOnlyList<CustomerColumn> columns) => new(
        [Html.Text(known.GetValueOrDefault(row.Customer, row.Customer)), .. columns.Select(c => Html.Text(c.Show(row)))])
    {
        Href = ProfileHref(row.Customer),
    };

    // All of them, in the order and with the columns of the screen.
    private async Task<ListFile> FileAsync()
    {
        var sort = CustomerColumn.All.FirstOrDefault(c => c.Order is not null && c.Key == Query("sort"));
        var list = List(await WithLinesAsync(Facts.Now()));
        var columns = Columns();
        var rows = sort is null ? list.Rows : BehindView.Of(list, sort, Query("up") is null, 0, list.Count).Rows;
        var currency = list.Currency.Code;
        if (list.Count > NamesInFileMax)
        {
            return new ListFile(FileName, ["customer", .. columns.Select(c => c.Key), "currency"],
                rows.Select(r => (IReadOnlyList<object?>)[r.Customer, .. columns.Select(c => c.Cell(r)), currency]));
        }

        var all = rows.ToList();
        known = await names.FindAsync(all.Select(r => r.Customer), Cancellation);
        return new ListFile(FileName, ["customer", "name", .. columns.Select(c => c.Key), "currency"], all.Select(r => (IReadOnlyList<object?>)
            [r.Customer, known.GetValueOrDefault(r.Customer), .. columns.Select(c => c.Cell(r)), currency]));
    }

    private IReadOnlyList<CustomerColumn> Columns()
    {
        var asked = Request.Query["columns"].ToHashSet(StringComparer.Ordinal);
        var chosen = CustomerColumn.All.Where(c => asked.Contains(c.Key)).ToList();
        return chosen.Count > 0 ? chosen : [.. CustomerColumn.All.Where(c => c.IsShown)];
    }

    private string Path => Request.Path.Value!;

    private IEnumerable<(string Name, string? Value)> Kept(params string[] without) =>
        Request.Query.Where(q => !without.Contains(q.Key, StringComparer.Ordinal)).SelectMany(q => q.Value, (q, v) => (q.Key, v));

    private int Skip() =>
        int.TryParse(Query("skip"), NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && skip < BehindView.RowsMax ? skip : 0;
}
