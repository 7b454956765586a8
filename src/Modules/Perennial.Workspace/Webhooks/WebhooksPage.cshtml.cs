using Microsoft.AspNetCore.Mvc;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Webhooks;

/// <summary>Where news go to: the endpoints there are, what people should know of them, and making one.</summary>
[Asks(Scopes.Webhooks, OfWholeShop = true)]
internal sealed class WebhooksPage(WebhookSetup setup) : StaffPage, IHasEndpointForm
{
    [BindProperty]
    public EndpointForm Form { get; set; } = new();

    /// <summary>The endpoint just made, with its secret; null otherwise.</summary>
    public EndpointWithSecret? Made { get; private set; }

    public ListTable Endpoints { get; private set; } = new("", [], []);

    public IReadOnlyList<TimelineItem> Notices { get; private set; } = [];

    public Ticks EventTicks => Form.Ticks("Form.Events", setup);

    public Task OnGetAsync() => FillAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var wish = Form.Wish();
        var wanted = new CreateWebhookRequest { Url = wish.Url, Events = [.. wish.Events], Stores = wish.Stores, Description = wish.Description };
        var created = await this.WriteAsync(wanted, WorkspaceJson.Api.CreateWebhookRequest, call => WebhookChanges.CreateAsync(call, wish));
        if (!created.TryGet(out var made, out var refusal))
        {
            await FillAsync();
            return Show(refusal.OnFields(), "Form.");
        }

        // Not led on to another page: the secret would have to be kept for that.
        (Made, Form) = (made, new EndpointForm());
        ModelState.Clear();
        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var (all, times) = (await Db.ReadAsync(unit => ListWebhooks.AllAsync(unit, setup), Cancellation), this.Times());
        await new ListFile("webhooks", ["id", "url", "description", "events", "stores", "enabled", "failing_since", "created"],
            all.Select(e => (IReadOnlyList<object?>)
            [
                e.Id, e.Wish.Url, e.Wish.Description, string.Join(' ', e.Wish.Events), e.Wish.Stores is null ? null : string.Join(' ', e.Wish.Stores),
                e.Enabled ? "yes" : "no", e.FailingSince is { } since ? times.Machine(since) : null, times.Machine(e.Created),
            ])).SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    private async Task FillAsync()
    {
        var (all, notices) = await Db.ReadAsync(
            async unit => (await ListWebhooks.AllAsync(unit, setup), await ListWebhooks.NoticesAsync(unit)), Cancellation);
        var (words, times) = (WorkspaceModule.Words, this.Times());
        Endpoints = new ListTable(words["hooks.title"],
            [
                new("url", words["hooks.url"]), new("events", words["hooks.events"]) { IsMinor = true }, new("state", words["hooks.state"]),
                new("changed", words["hooks.changed"]) { IsMinor = true },
            ],
            [.. all.Select(e => Row(e, times))])
        {
            CsvHref = this.Here(("handler", "file"), ("ending", "csv")),
            XlsxHref = this.Here(("handler", "file"), ("ending", ListFile.Xlsx)),
        };
        Notices = NoticesOf(notices, all, times, id => Url.Content("~/settings/webhooks/" + id));
    }

    /// <summary>Notices as a timeline.</summary>
    public static IReadOnlyList<TimelineItem> NoticesOf(
        IEnumerable<WebhookNotice> notices, IReadOnlyList<EndpointView> all, ShopTime times, Func<string, string>? href) =>
        [.. notices.Select(n => new TimelineItem(times.At(n.Created), times.Machine(n.Created), WorkspaceModule.Words[n.Code])
        {
            Sign = "alert-triangle", Href = href?.Invoke(n.EndpointId),
            Text = Html.Text(all.FirstOrDefault(e => e.Id == n.EndpointId)?.Wish.Url ?? ""),
        })];

    private ListRow Row(EndpointView endpoint, ShopTime times) => new(
    [
        Html.Of($"{endpoint.Wish.Url}{(endpoint.Wish.Description.Length == 0 ? Html.None
            : Html.Of($"<br><span class=\"text-secondary\">{endpoint.Wish.Description}</span>"))}"),
        Html.Text(endpoint.Wish.Events.Contains(Subscription.AllEvents, StringComparer.Ordinal)
            ? WorkspaceModule.Words["hooks.all_events"]
            : string.Join(", ", endpoint.Wish.Events)),
        Html.Text(StateOf(endpoint, times)), Html.Text(times.At(endpoint.Updated)),
    ])
    {
        Href = Url.Content("~/settings/webhooks/" + endpoint.Id),
    };

    /// <summary>How an endpoint does, in words.</summary>
    public static string StateOf(EndpointView endpoint, ShopTime times)
    {
        var words = WorkspaceModule.Words;
        return !endpoint.Enabled ? words[endpoint.DisabledCode is null ? "hooks.off" : "hooks.off_by_itself"]
            : endpoint.FailingSince is { } since ? words["hooks.failing", ("time", times.At(since))]
            : words["hooks.on"];
    }
}
