using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Audit;

/// <summary>Who did what, for good; filtered, checked, given out.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class AuditPage : StaffPage
{
    /// <summary>Rows of a file at most.</summary>
    public const int FileRowsMax = 50_000;

    private const int RowsMax = 50;

    [FromQuery(Name = "actor")]
    public string? Actor { get; set; }

    [FromQuery(Name = "action")]
    public string? Action { get; set; }

    /// <summary>A day of the shop, ISO.</summary>
    [FromQuery(Name = "day")]
    public string? Day { get; set; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; set; }

    public PeriodChoice Choice { get; private set; } = new([]);

    public ListTable Entries { get; private set; } = new("", [], []);

    /// <summary>What a check found, in words; null where none was asked for.</summary>
    public string? Verified { get; private set; }

    public bool IsWhole { get; private set; }

    public bool IsFiltered => Actor is not null || Action is not null || Day is not null;

    public Task OnGetAsync() => FillAsync();

    /// <summary>Checks all of it.</summary>
    public async Task OnPostVerifyAsync()
    {
        var (rows, wrong) = await Db.ReadAsync(AuditChain.VerifyAsync, Cancellation);
        IsWhole = wrong is null;
        Verified = wrong is null
            ? WorkspaceModule.Words.Count("audit.whole", rows)
            : WorkspaceModule.Words["audit.broken", ("place", wrong)];
        await FillAsync();
    }

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var times = this.Times();
        var (rows, names) = await ReadAsync(All, FileRowsMax);
        await new ListFile("audit", ["time", "actor", "actor_name", "action", "subject", "content_hash", "id"],
            rows.Select(r => (IReadOnlyList<object?>)
            [
                times.Machine(Micros.ToInstant(r.At)), r.Actor, names.Find(r.Actor), r.Action, r.Subject,
                Convert.ToHexStringLower(r.ContentHash), PublicId.Write("aud", r.Id),
            ])).SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    /// <summary>What was done, in words; a code that nobody worded speaks for itself.</summary>
    public static string DidWords(string action) =>
        WorkspaceModule.Words.Has("audit.did." + action) ? WorkspaceModule.Words["audit.did." + action] : action;

    private static readonly Guid All = new([.. Enumerable.Repeat(byte.MaxValue, 16)]);

    private async Task<(IReadOnlyList<AuditRow> Rows, ActorNames Names)> ReadAsync(Guid before, int max)
    {
        var (from, to) = ((Instant?)null, (Instant?)null);
        if (Day is not null && LocalDatePattern.Iso.Parse(Day) is { Success: true, Value: var day })
        {
            (from, to) = (this.Times().StartOf(day), this.Times().StartOf(day.PlusDays(1)));
        }

        return await Db.ReadAsync(async unit =>
        {
            var rows = await ListAudit.ReadAsync(unit, new AuditFilter(Actor, Action, from, to), before, max);
            return (rows, await ActorNames.OfAsync(unit, rows.Select(r => r.Actor)));
        }, Cancellation);
    }

    private async Task FillAsync()
    {
        Day = Day is not null && LocalDatePattern.Iso.Parse(Day).Success ? Day : null;
        if (!Kernel.Http.Page.TryRead(Cursor, null, out var before, out _))
        {
            (Cursor, before) = (null, All);
        }

        var (rows, names) = await ReadAsync(before, RowsMax + 1);
        await FillChoiceAsync();
        var (words, times) = (WorkspaceModule.Words, this.Times());
        Entries = new ListTable(words["audit.title"],
            [
                new("time", words["audit.when"]), new("actor", words["audit.who"]), new("action", words["audit.what"]),
                new("subject", words["audit.about"]) { IsMinor = true },
            ],
            [.. rows.Take(RowsMax).Select(r => new ListRow(
            [
                Html.Text(times.At(Micros.ToInstant(r.At))), Who(r.Actor, names),
                Html.Of($"<span title=\"{r.Action}\">{DidWords(r.Action)}</span>"), Html.Of($"<code>{r.Subject}</code>"),
            ]))])
        {
            NextHref = Kernel.Http.Page.Next(rows, RowsMax, r => r.Id) is { } next ? Filtered(("cursor", next)) : null,
            FirstHref = Cursor is null ? null : Filtered(),
            CsvHref = Filtered(("handler", "file"), ("ending", "csv")),
            XlsxHref = Filtered(("handler", "file"), ("ending", ListFile.Xlsx)),
        };
    }

    private async Task FillChoiceAsync()
    {
        var (actors, actions, names) = await Db.ReadAsync(async unit =>
        {
            var known = await ListAudit.ActorsAsync(unit);
            return (known, await ListAudit.ActionsAsync(unit), await ActorNames.OfAsync(unit, known));
        }, Cancellation);
        var words = WorkspaceModule.Words;
        var all = new SelectListItem(words["audit.all"], "");
        Choice = new PeriodChoice(
        [
            new("actor", words["audit.who"], Actor ?? "",
                [all, .. actors.Select(a => new SelectListItem(names.Of(a), a)).OrderBy(a => a.Text, StringComparer.CurrentCulture)]),
            new("action", words["audit.what"], Action ?? "",
                [all, .. actions.Select(a => new SelectListItem(DidWords(a), a)).OrderBy(a => a.Text, StringComparer.CurrentCulture)]),
            new("day", words["audit.day"], Day ?? "", []),
        ]);
    }

    private string Filtered(params (string, string?)[] more) => this.Here([("actor", Actor), ("action", Action), ("day", Day), .. more]);

    private static Html Who(string actor, ActorNames names) => names.Find(actor) is { } name
        ? Html.Of($"{name} <span class=\"text-secondary\"><code>{actor}</code></span>")
        : Html.Text(names.Of(actor));
}
