using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Keys;

/// <summary>Keys of programs: made, told once, looked at, taken back.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class KeysPage : StaffPage
{
    // What a program that may nothing else can ask first, to see that its key works.
    private static readonly (string Scope, string Path)[] FirstCalls =
    [
        (Scopes.OrdersRead, "/v1/orders?limit=1"), (Scopes.CustomersRead, "/v1/customers/duplicates"),
        (Scopes.InsightsRead, "/v1/insights/report"), (Scopes.Imports, "/v1/imports"), (Scopes.Webhooks, "/v1/webhooks"),
        (Scopes.Admin, "/v1/settings"),
    ];

    /// <summary>The key that is about to be taken back.</summary>
    [FromQuery(Name = "revoke")]
    public string? Asked { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public List<string>? ScopesAsked { get; set; }

    [BindProperty]
    public string? Stores { get; set; }

    /// <summary>The key just made; null otherwise.</summary>
    public CreateKey.CreateKeyResponse? Made { get; private set; }

    public ListKeys.Key? Revoking { get; private set; }

    public ListTable Keys { get; private set; } = new("", [], []);

    public Ticks ScopeTicks => new(nameof(ScopesAsked), WorkspaceModule.Words["keys.may"],
        [.. Scopes.All.Where(Call.Caller.Scopes.Contains).OrderBy(s => s, StringComparer.Ordinal)
            .Select(s => new TickOption(s, s, WorkspaceModule.Words["keys.scope." + s.Replace(':', '_')]))],
        ScopesAsked ?? []);

    /// <summary>A call to paste into a terminal that shows that the key works.</summary>
    public string? FirstCall => Made is not { Key: { } key } made ? null
        : FirstCalls.FirstOrDefault(c => made.Scopes.Contains(c.Scope, StringComparer.Ordinal)) is { Path: { } path }
            ? $"curl '{Address}{path}' -H 'Authorization: Bearer {key}'"
            : $"curl -X POST '{Address}{(made.Scopes.Contains(Scopes.OrdersWrite, StringComparer.Ordinal) ? "/v1/orders" : "/v1/customers")}' " +
                $"-H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{{}}'";

    private string Address => $"{Request.Scheme}://{Request.Host}{Request.PathBase}";

    public Task OnGetAsync() => FillAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = new CreateKey.CreateKeyRequest { Name = Name ?? "", Scopes = ScopesAsked ?? [], Stores = PageWork.Lines(Stores) };
        var created = await this.WriteAsync(wanted, WorkspaceJson.Api.CreateKeyRequest, CreateKey.MakeAsync);
        if (!created.TryGet(out var made, out var refusal))
        {
            await FillAsync();
            var fields = refusal.OnFields().Fields.Select(f => f.Field == "scopes" ? f with { Field = nameof(ScopesAsked) } : f);
            return Show(refusal with { Fields = [.. fields] });
        }

        // Not led on to another page: the secret would have to be kept for that.
        Made = made;
        (Name, ScopesAsked, Stores) = (null, null, null);
        ModelState.Clear();
        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(string? id)
    {
        if ((await this.WriteAsync(call => ListKeys.RevokeAsync(call, id ?? ""))).TryGet(out var name, out var refusal))
        {
            return Done("/settings/keys", WorkspaceModule.Words["keys.revoked_now", ("name", name)]);
        }

        await FillAsync();
        return Show(refusal);
    }

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var times = this.Times();
        string? At(DateTimeOffset? at) => at is { } known ? times.Machine(NodaTime.Instant.FromDateTimeOffset(known)) : null;
        var keys = await ReadAsync();
        await new ListFile("keys", ["id", "name", "scopes", "stores", "created", "last_used", "revoked"],
            keys.Select(k => (IReadOnlyList<object?>)
                [k.Id, k.Name, string.Join(' ', k.Scopes), k.Stores is null ? null : string.Join(' ', k.Stores), At(k.Created), At(k.LastUsed), At(k.Revoked)]))
            .SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    // Those that work first, the latest first.
    private async Task<IReadOnlyList<ListKeys.Key>> ReadAsync() =>
        [.. (await Db.ReadAsync(unit => ListKeys.ReadAsync(unit, Call.Caller), Cancellation)).OrderBy(k => k.Revoked is not null)];

    private async Task FillAsync()
    {
        var (keys, words, times) = (await ReadAsync(), WorkspaceModule.Words, this.Times());
        Revoking = keys.FirstOrDefault(k => k.Id == Asked && k.Revoked is null);
        Keys = new ListTable(words["keys.title"],
            [
                new("name", words["keys.name"]), new("scopes", words["keys.may"]), new("stores", words["keys.for"]) { IsMinor = true },
                new("used", words["keys.used"]), new("state", words["keys.state"]),
            ],
            [.. keys.Select(k => Row(k, times))])
        {
            CsvHref = this.Here(("handler", "file"), ("ending", "csv")),
            XlsxHref = this.Here(("handler", "file"), ("ending", ListFile.Xlsx)),
        };
    }

    private ListRow Row(ListKeys.Key key, ShopTime times)
    {
        var words = WorkspaceModule.Words;
        return new ListRow(
        [
            Html.Of($"<strong>{key.Name}</strong> <span class=\"text-secondary\"><code>{key.Id}</code></span>"),
            Html.Join(key.Scopes.Select(s => Html.Of($"<span class=\"badge\">{s}</span> "))),
            Html.Text(key.Stores is null ? words["keys.whole_shop"] : string.Join(", ", key.Stores)),
            Html.Text(key.LastUsed is { } used ? times.At(used) : words["keys.never_used"]),
            key.Revoked is { } revoked
                ? Html.Text(words["keys.revoked", ("time", times.At(revoked))])
                : Html.Of($"<a class=\"btn btn-sm\" href=\"{this.Here(("revoke", key.Id))}\">{words["keys.revoke"]}<span class=\"sr-only\"> {key.Name}</span></a>"),
        ]);
    }
}
