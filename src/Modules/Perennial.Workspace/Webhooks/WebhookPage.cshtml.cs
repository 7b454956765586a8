using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Webhooks;

/// <summary>One endpoint: what became of each event, sending it again, and everything that can be done to the endpoint.</summary>
[Asks(Scopes.Webhooks, OfWholeShop = true)]
internal sealed class WebhookPage(WebhookSetup setup) : StaffPage, IHasEndpointForm
{
    private const int RowsMax = 50;

    [FromRoute(Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>Which deliveries: <c>waiting</c>, <c>delivered</c>, <c>failed</c>; null for all.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    /// <summary>The delivery whose attempts are shown.</summary>
    [FromQuery(Name = "delivery")]
    public string? Opened { get; set; }

    /// <summary>What is about to be done and asks first: <c>rotate</c>, <c>delete</c>.</summary>
    [FromQuery(Name = "ask")]
    public string? Asked { get; set; }

    [BindProperty]
    public EndpointForm Form { get; set; } = new();

    public EndpointView Endpoint { get; private set; } = null!;

    public string StateText { get; private set; } = "";

    /// <summary>The new secret; null unless it was just made.</summary>
    public string? Secret { get; private set; }

    public ListTable Deliveries { get; private set; } = new("", [], []);

    public DeliveryView? Delivery { get; private set; }

    public IReadOnlyList<TimelineItem> Attempts { get; private set; } = [];

    public IReadOnlyList<TimelineItem> Notices { get; private set; } = [];

    public Ticks EventTicks => Form.Ticks("Form.Events", setup);

    private string Path => "/settings/webhooks/" + Id;

    public Task<IActionResult> OnGetAsync() => ShowAsync(null);

    public Task<IActionResult> OnPostAsync()
    {
        var wish = Form.Wish();
        return DoAsync("hooks.saved", new ChangeWebhookRequest
        {
            Url = wish.Url, Events = [.. wish.Events], Stores = wish.Stores, Description = wish.Description,
        }, v => v == Form.Version);
    }

    public Task<IActionResult> OnPostOnAsync() => DoAsync("hooks.switched_on", new ChangeWebhookRequest { Enabled = true }, _ => true);

    public Task<IActionResult> OnPostOffAsync() => DoAsync("hooks.switched_off", new ChangeWebhookRequest { Enabled = false }, _ => true);

    public Task<IActionResult> OnPostTestAsync() => DoAsync(call => SendTestEvent.HandleAsync(call.Unit, setup, Id),
        _ => WorkspaceModule.Words["hooks.tested"], Path);

    public Task<IActionResult> OnPostReplayAsync(string? delivery) => DoAsync(
        call => ReplayDeliveries.OneAsync(call.Unit, setup, delivery ?? ""), Told, $"{Path}?delivery={Uri.EscapeDataString(delivery ?? "")}");

    public Task<IActionResult> OnPostReplayFailedAsync() => DoAsync(
        call => ReplayDeliveries.FailedAsync(call.Unit, setup, Id, call.Call.Now - setup.Options.Kept), Told, Path);

    public Task<IActionResult> OnPostDeleteAsync() => DoAsync(call => WebhookChanges.DeleteAsync(call, Id),
        _ => WorkspaceModule.Words["hooks.deleted"], "/settings/webhooks");

    public async Task<IActionResult> OnPostRotateAsync()
    {
        if (!(await this.WriteAsync(call => WebhookChanges.RotateAsync(call, Id))).TryGet(out var made, out var refusal))
        {
            return await ShowAsync(refusal);
        }

        Asked = null;
        Secret = made.Secret;
        return await ShowAsync(null);
    }

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        if (!(await DeliveriesAsync()).TryGet(out var page, out var refusal))
        {
            return await ShowAsync(refusal);
        }

        var times = this.Times();
        string? At(Instant? at) => at is { } known ? times.Machine(known) : null;
        await new ListFile("deliveries", ["id", "event", "state", "attempts", "created", "finished", "next_attempt"],
            page.Items.Select(d => (IReadOnlyList<object?>)[d.Id, d.Type, d.State, d.Attempts, At(d.Created), At(d.Finished), At(d.Due)]))
            .SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    private static string Told(Replayed done) => WorkspaceModule.Words.Count(done.HasMore ? "hooks.replayed_more" : "hooks.replayed", done.Count);

    private async Task<IActionResult> DoAsync(string said, ChangeWebhookRequest change, Func<long, bool> isOfVersion) =>
        (await this.WriteAsync(change, WorkspaceJson.Api.ChangeWebhookRequest, call => WebhookChanges.ChangeAsync(call, Id, isOfVersion)))
            .TryGet(out _, out var refusal)
            ? Done(Path, WorkspaceModule.Words[said])
            : await ShowAsync(refusal);

    private async Task<IActionResult> DoAsync<T>(Func<WriteCall<NoBody>, Task<Result<T>>> work, Func<T, string> said, string path) =>
        (await this.WriteAsync(work)).TryGet(out var done, out var refusal) ? Done(path, said(done)) : await ShowAsync(refusal);

    private Task<Result<DeliveriesPage>> DeliveriesAsync() => Db.ReadAsync(
        unit => ListDeliveries.HandleAsync(unit, new DeliveriesRequest(Id, State, After, RowsMax)), Cancellation);

    private async Task<IActionResult> ShowAsync(Refusal? refused)
    {
        var (words, times) = (WorkspaceModule.Words, this.Times());
        if (!(await Db.ReadAsync(unit => ListWebhooks.OneAsync(unit, setup, Id), Cancellation)).TryGet(out var endpoint, out var refusal))
        {
            return Done("/settings/webhooks", words[refusal.Code]);
        }

        // A state or a place in the list that nobody gave shows the list from its start.
        if (!(await DeliveriesAsync()).TryGet(out var page, out _))
        {
            (State, After) = (null, null);
            page = (await DeliveriesAsync()).Value;
        }

        (Endpoint, StateText) = (endpoint, WebhooksPage.StateOf(endpoint, times));
        Deliveries = ListOf(page, times);
        if (Opened is not null)
        {
            await OpenAsync(Opened, times);
        }

        var notices = await Db.ReadAsync(ListWebhooks.NoticesAsync, Cancellation);
        Notices = WebhooksPage.NoticesOf(notices.Where(n => n.EndpointId == Id), [], times, href: null);
        if (refused is null || Form.Version == 0)
        {
            Form = EndpointForm.Of(endpoint, EndpointForm.Known(setup));
            ModelState.Clear();
        }

        if (refused?.Kind == RefusalKind.Changed)
        {
            // Who sends it again was told that another changed it.
            Form.Version = endpoint.Version;
        }

        return refused is null ? Page() : Show(refused.OnFields(), "Form.");
    }

    private ListTable ListOf(DeliveriesPage page, ShopTime times)
    {
        var words = WorkspaceModule.Words;
        return new ListTable(words["hooks.log"],
            [
                new("created", words["hooks.when"]), new("event", words["hooks.event"]), new("state", words["hooks.state"]),
                new("attempts", words["hooks.attempts"]) { IsNumber = true }, new("next", words["hooks.next"]) { IsMinor = true },
            ],
            [.. page.Items.Select(d => new ListRow(
            [
                Html.Text(times.At(d.Created)), Html.Of($"<code>{d.Type}</code>"), Html.Text(words["hooks.state." + d.State]),
                Html.Text(Shown.Number(d.Attempts)), Html.Text(times.At(d.Due)),
            ])
            {
                Href = this.Here(("state", State), ("after", After), ("delivery", d.Id)),
            })])
        {
            NextHref = page.Next is null ? null : this.Here(("state", State), ("after", page.Next)),
            FirstHref = After is null ? null : this.Here(("state", State)),
            CsvHref = this.Here(("handler", "file"), ("ending", "csv"), ("state", State), ("after", After)),
            XlsxHref = this.Here(("handler", "file"), ("ending", ListFile.Xlsx), ("state", State), ("after", After)),
        };
    }

    private async Task OpenAsync(string id, ShopTime times)
    {
        var (delivery, attempts) = await Db.ReadAsync(
            async unit => (await ListDeliveries.FindAsync(unit, Id, id), await ListAttempts.HandleAsync(unit, id)), Cancellation);
        Delivery = delivery;
        Attempts = delivery is null || !attempts.Succeeded ? [] : [.. attempts.Value.Select(a => Item(a, times))];
    }

    private static TimelineItem Item(AttemptView attempt, ShopTime times)
    {
        var words = WorkspaceModule.Words;
        var title = attempt.Status is { } status ? words["hooks.answered", ("status", status.ToString(System.Globalization.CultureInfo.InvariantCulture))]
            : attempt.Error is { } error ? words["hooks.error." + error]
            : words["hooks.nobody_told"];
        return new TimelineItem(times.At(attempt.Started), times.Machine(attempt.Started),
            attempt.TookMs is { } took ? words["hooks.took", ("what", title), ("ms", took)] : title)
        {
            Sign = attempt.Status is >= 200 and < 300 ? "circle-check" : "circle-x",
            Text = string.IsNullOrEmpty(attempt.Response) ? Html.None : Html.Of($"<pre>{attempt.Response}</pre>"),
        };
    }
}
