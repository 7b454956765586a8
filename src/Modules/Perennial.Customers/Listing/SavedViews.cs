using NodaTime;
using Perennial.Customers.Identifiers;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Listing;

/// <summary>A list as somebody wants to see it again.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Whose it is, as the audit names her.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsShared">Whether everybody of the shop sees it.</param>
/// <param name="Filter">What the list's address would say.</param>
/// <param name="Text">What was searched for; null for nothing.</param>
internal sealed record SavedView(Guid Id, string Owner, string Name, bool IsShared, string Filter, string? Text);

/// <summary>Keeps lists for those who made them, and for everybody where they are shared.</summary>
internal static class SavedViews
{
    private const int NameCharsMax = 100;
    private const int FilterCharsMax = 4_000;
    private const int OfOneMax = 100;
    private const int ListedMax = 200;

    public static Refusal NotFound { get; } = new(RefusalKind.Missing, "views.not_found");

    /// <summary>Views that somebody sees: her own and those that are shared.</summary>
    public static async Task<IReadOnlyList<SavedView>> ListAsync(DbUnit unit, string person) =>
        [.. (await unit.QueryAsync<Row>(ListSql, new { person, limit = ListedMax })).Select(r => r.View())];

    /// <summary>A view that somebody sees; null for one that is not there for her.</summary>
    public static async Task<SavedView?> FindAsync(DbUnit unit, Guid id, string person) =>
        (await unit.FindAsync<Row>(FindSql, new { id, person }))?.View();

    /// <summary>Keeps a view.</summary>
    public static async Task<Result<Guid>> AddAsync(CustomersParts parts, DbUnit unit, SavedView view, Instant now)
    {
        if (ProblemOf(view.Name) is { } problem)
        {
            return Refusals.Invalid([problem]);
        }

        if (view.Filter.Length > FilterCharsMax || view.Text?.Length > NameCharsMax * 2 ||
            await unit.ValueAsync<long>("select count(*) from customer_views where owner = @owner", new { owner = view.Owner }) >= OfOneMax)
        {
            return new Refusal(RefusalKind.Conflict, "views.too_many") { Detail = $"{OfOneMax}" };
        }

        var id = parts.Ids.New();
        await unit.ExecuteAsync(AddSql, new
        {
            id, owner = view.Owner, shared = view.IsShared, name = view.Name.Trim(), filter = view.Filter, text = view.Text,
            key = view.Text is null ? null : SearchKey.Fold(view.Text.Trim()), now = Micros.Of(now),
        });
        return id;
    }

    /// <summary>Names a view anew, shares it or takes it back; only whoever made it may.</summary>
    public static async Task<Result<bool>> ChangeAsync(DbUnit unit, SavedView view, Instant now) =>
        ProblemOf(view.Name) is { } problem ? Refusals.Invalid([problem])
        : await unit.ExecuteAsync(ChangeSql, new
        {
            id = view.Id, owner = view.Owner, shared = view.IsShared, name = view.Name.Trim(), now = Micros.Of(now),
        }) > 0 ? true : NotFound;

    /// <summary>Takes a view away; only whoever made it may.</summary>
    public static async Task<Result<bool>> RemoveAsync(DbUnit unit, Guid id, string owner) =>
        await unit.ExecuteAsync("delete from customer_views where view_id = @id and owner = @owner", new { id, owner }) > 0 ? true : NotFound;

    /// <summary>Takes away the views that search for somebody who is erased.</summary>
    public static async Task EraseAsync(DbUnit unit, IEnumerable<string> texts)
    {
        foreach (var key in texts.Select(t => SearchKey.Fold(t.Trim())).Distinct(StringComparer.Ordinal))
        {
            await unit.ExecuteAsync("delete from customer_views where search_key = @key", new { key });
        }
    }

    private static FieldProblem? ProblemOf(string name) => name.Trim().Length is > 0 and <= NameCharsMax && CleanText.Is(name.Trim())
        ? null
        : new FieldProblem("viewName", "views.name_wanted", $"{NameCharsMax}");

    private sealed class Row
    {
        public Guid ViewId { get; set; }

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public bool IsShared { get; set; }

        public string Filter { get; set; } = "";

        public string? SearchText { get; set; }

        public SavedView View() => new(ViewId, Owner, Name, IsShared, Filter, SearchText);
    }

    private const string Columns = "view_id as ViewId, owner as Owner, name as Name, is_shared as IsShared, filter as Filter, search_text as SearchText";

    private const string ListSql = $"select {Columns} from customer_views where owner = @person or is_shared = true order by view_id limit @limit";

    private const string FindSql = $"select {Columns} from customer_views where view_id = @id and (owner = @person or is_shared = true)";

    private const string AddSql = """
        insert into customer_views (view_id, owner, is_shared, name, filter, search_text, search_key, updated)
        values (@id, @owner, @shared, @name, @filter, @text, @key, @now)
        """;

    private const string ChangeSql = """
        update customer_views set name = @name, is_shared = @shared, updated = @now where view_id = @id and owner = @owner
        """;
}
