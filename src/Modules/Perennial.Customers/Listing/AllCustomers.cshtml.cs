using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Listing;

/// <summary>All customers: search, narrow down, sort, choose columns, take with, keep for later.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed class AllCustomers(CustomersServices customers, IEnumerable<ICustomerFigures> figures) : StaffPage
{
    public const string PathOfIt = "/customers";

    private const int TextCharsMax = 200;
    private const string ViewPrefix = "vew";

    private DateTimeZone zone = DateTimeZone.Utc;
    private ListCustomers.Response found = new([], null);

    /// <summary>What is searched for.</summary>
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>The rest of the list as an address would say it, where a form carries it in one field.</summary>
    [BindProperty]
    public string? Carried { get; set; }

    [BindProperty]
    public string? ViewName { get; set; }

    [BindProperty]
    public bool IsShared { get; set; }

    [BindProperty]
    public string? ViewId { get; set; }

    public ListState State { get; private set; } = new();

    public SavedView? View { get; private set; }

    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    public IReadOnlyList<KnownTag> Tags { get; private set; } = [];

    public FiguresOfAll Figures { get; private set; } = new([]);

    public ListTable Table { get; private set; } = new("", [], []);

    /// <summary>Where the next page of a search begins; it goes by a form.</summary>
    public string? NextOfSearch { get; private set; }

    public bool IsSearch => !string.IsNullOrWhiteSpace(Text);

    public bool IsWhoMadeIt => View?.Owner == Call.Caller.Actor;

    public async Task<IActionResult> OnGetAsync()
    {
        State = ListState.Read(Request.Query);
        if (Request.Query["view"].ToString() is { Length: > 0 } named)
        {
            if (!PublicId.TryRead(ViewPrefix, named, out var id) ||
                await Db.ReadAsync(unit => SavedViews.FindAsync(unit, id, Call.Caller.Actor), Cancellation) is not { } view)
            {
                return NotThere(SavedViews.NotFound);
            }

            (View, Text, ViewName, IsShared) = (view, view.Text, view.Name, view.IsShared);
            State = Carry(view.Filter) with { After = State.After };
        }

        return await ShowListAsync(Request.Query["format"]);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        State = Sent();
        if (!IsSearch && !Request.Form.ContainsKey("format"))
        {
            // Without a search the address says all there is to say, and may be kept and passed on.
            return Request.Headers.ContainsKey("HX-Request") ? await ShowListAsync(null) : LocalRedirect("~" + PathOfIt + State.Query());
        }

        if (Text?.Length > TextCharsMax)
        {
            await LoadAsync();
            return Show(Refusals.Invalid([new FieldProblem(nameof(Text), "value.text_wanted", $"{TextCharsMax}")]));
        }

        return await ShowListAsync(Request.Form["format"]);
    }

    public async Task<IActionResult> OnPostKeepAsync()
    {
        State = Sent() with { After = null };
        var view = new SavedView(default, Call.Caller.Actor, ViewName ?? "", IsShared, State.Query(), IsSearch ? Text!.Trim() : null);
        var kept = await Db.TryWriteAsync(unit => SavedViews.AddAsync(customers.Parts, unit, view, Call.Now), Cancellation);
        return kept.TryGet(out var id, out var refusal)
            ? Done(PathOf(id), Words["views.kept"])
            : await AgainAsync(refusal);
    }

    public async Task<IActionResult> OnPostRenameAsync()
    {
        if (!PublicId.TryRead(ViewPrefix, ViewId, out var id))
        {
            return NotThere(SavedViews.NotFound);
        }

        var view = new SavedView(id, Call.Caller.Actor, ViewName ?? "", IsShared, "", null);
        var changed = await Db.TryWriteAsync(unit => SavedViews.ChangeAsync(unit, view, Call.Now), Cancellation);
        return changed.TryGet(out _, out var refusal) ? Done(PathOf(id), Words["views.renamed"])
            : refusal.Kind == RefusalKind.Missing ? NotThere(refusal)
            : await AgainAsync(refusal, id);
    }

    public async Task<IActionResult> OnPostRemoveAsync() =>
        PublicId.TryRead(ViewPrefix, ViewId, out var id) &&
        (await Db.TryWriteAsync(unit => SavedViews.RemoveAsync(unit, id, Call.Caller.Actor), Cancellation)).Succeeded
            ? Done(PathOfIt, Words["views.removed"])
            : NotThere(SavedViews.NotFound);

    public string PathOf(Guid view) => $"{PathOfIt}?view={PublicId.Write(ViewPrefix, view)}";

    public string NameOf(SavedView view) => PublicId.Write(ViewPrefix, view.Id);

    public IEnumerable<SelectListItem> LanguagesChosen => Choices(State.Language, ["ro", "en", "ru", "zh", "uk", "bg", "hu", "de", "fr", "it", "es", "tr", "pl"]);

    public IEnumerable<SelectListItem> CountriesChosen => Choices(State.Country,
        ["RO", "MD", "GB", "US", "RU", "CN", "UA", "BG", "HU", "DE", "FR", "IT", "ES", "TR", "PL", "AT", "NL", "BE", "IE", "PT"]);

    private static Kernel.Words.WordBook Words => CustomersModule.Words;

    private static IEnumerable<SelectListItem> Choices(string? chosen, IEnumerable<string> usual) =>
        usual.Append(chosen ?? "").Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(c => new SelectListItem(c, c, c == chosen));

    private ListState Sent() => Carried is null
        ? ListState.Read(Request.Form)
        : Carry(Carried) with { After = Request.Form["after"].ToString() is { Length: > 0 } after ? after : null };

    private static ListState Carry(string query) => ListState.Read(QueryHelpers.ParseQuery(query));

    private async Task<IActionResult> AgainAsync(Refusal refusal, Guid? viewId = null)
    {
        if (viewId is { } id && await Db.ReadAsync(unit => SavedViews.FindAsync(unit, id, Call.Caller.Actor), Cancellation) is { } view)
        {
            (View, Text, State) = (view, view.Text, Carry(view.Filter));
        }

        await LoadAsync();
        return Show(refusal);
    }

    private async Task<IActionResult> ShowListAsync(string? format)
    {
        await LoadAsync();
        if (string.IsNullOrEmpty(format))
        {
            return Page();
        }

        var columns = Columns();
        await new ListFile("customers", [.. columns.Select(c => c.Key)],
            found.Customers.Select(c => (IReadOnlyList<object?>)[.. columns.Select(k => ListCells.Value(k.Key, c, zone, Figures))]))
            .SendAsync(HttpContext, format);
        return new EmptyResult();
    }

    private async Task LoadAsync()
    {
        var settings = await Get<IShopSettings>().FindAsync(Db, Cancellation);
        zone = settings?.Zone ?? zone;
        Figures = new FiguresOfAll(figures.Where(f => Person.May(f.Asks)));
        (Tags, Views, found) = await Db.ReadAsync(async unit =>
        {
            var tags = await KnownTags.ReadAsync(unit, customers.Parts.Hash);
            var request = new ListCustomers.Request(ListCells.FilterOf(State, tags, zone), State.Rows)
            {
                Text = Text, Sort = State.Sort, IsDescending = State.IsDescending, After = State.After,
            };
            return (tags, await SavedViews.ListAsync(unit, Call.Caller.Actor),
                await ListCustomers.HandleAsync(customers.Parts, Figures, unit, request));
        }, Cancellation);
        Table = TableOf();
        NextOfSearch = IsSearch ? found.Next : null;
    }

    private List<ListColumn> Columns()
    {
        var all = ListCells.Columns(Figures).ToList();
        var chosen = State.Columns.Count == 0 ? ListCells.Usual(Figures).ToHashSet(StringComparer.Ordinal) : [.. State.Columns, ListCells.Name];
        return all.FindAll(c => chosen.Contains(c.Key));
    }

    private ListTable TableOf()
    {
        var columns = Columns();
        var here = Url.Content("~" + PathOfIt);
        var isFirst = State.After is null;
        return new ListTable(Words["list.title"], columns, [.. found.Customers.Select(c => new ListRow(
            [.. columns.Select(k => ListCells.Cell(k.Key, c, zone, Figures))]) { Href = Url.Content("~" + ShownCustomer.Path(c.Id)) })])
        {
            SortedBy = IsSearch ? null : State.Sort, IsDescending = State.IsDescending,
            SortHref = IsSearch ? null : column => here + Sorted(column).Query(),
            NextHref = IsSearch || found.Next is null ? null : here + (State with { After = found.Next }).Query(),
            FirstHref = IsSearch || isFirst ? null : here + (State with { After = null }).Query(),
            CsvHref = IsSearch ? null : here + State.Query(("format", "csv")),
            XlsxHref = IsSearch ? null : here + State.Query(("format", ListFile.Xlsx)),
            Total = Words.Count("list.shown", found.Customers.Count),
            AllColumns = IsSearch ? [] : [.. ListCells.Columns(Figures)],
            Kept = [.. (State with { Columns = [], After = null }).Fields().Select(f => (f.Key, f.Value))],
        };
    }

    // The first click on a column shows the greatest, the second the least.
    private ListState Sorted(string column) => column == ListCells.Created
        ? State with { Sort = State.Sort == ListCustomers.OldestFirst ? null : ListCustomers.OldestFirst, IsDescending = false, After = null }
        : State with { Sort = column, IsDescending = State.Sort != column || !State.IsDescending, After = null };

    private IActionResult NotThere(Refusal refusal) => Missing.Page(this, refusal);
}
