using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Ui.Parts;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Tasks;

/// <summary>What somebody of the shop has to do; done with one click, which can be taken back for half a minute.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed class TasksPage(ICustomerNames names) : StaffPage
{
    private const int RowsMax = 50;
    private static readonly Duration UndoTime = Duration.FromSeconds(30);

    /// <summary>A task as it is shown.</summary>
    public sealed record Item(TaskRow Row, string Id, string? CustomerPath, string? Customer, string? Due, bool IsLate);

    /// <summary>Which: <c>open</c> or <c>done</c>.</summary>
    [FromQuery(Name = "state")]
    public string? Asked { get; set; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; set; }

    /// <summary>The task just done, that can be put back.</summary>
    [FromQuery(Name = "undo")]
    public string? Undo { get; set; }

    public string State => Asked == "done" ? "done" : "open";

    public IReadOnlyList<Item> Items { get; private set; } = [];

    public string? NextHref { get; private set; }

    /// <summary>Whether the task just done can still be put back.</summary>
    public bool CanUndo { get; private set; }

    public Task OnGetAsync() => FillAsync();

    public Task<IActionResult> OnPostDoneAsync(string? id) => ChangeAsync(id, "done", "tasks.done_now", "/tasks?undo=");

    public Task<IActionResult> OnPostOpenAsync(string? id) => ChangeAsync(id, "open", "tasks.open_again", null);

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var (rows, _, customers) = await ReadAsync();
        var times = this.Times();
        await new ListFile("tasks", ["id", "title", "note", "customer", "customer_name", "due", "state", "created"],
            rows.Select(r => r.Shown()).Zip(rows).Select(r => (IReadOnlyList<object?>)
            [
                r.First.Id, r.First.Title, r.First.Note, r.First.Customer,
                r.Second.CustomerId is { } id ? customers.GetValueOrDefault(id) : null, r.First.Due, r.First.State,
                times.Machine(Micros.ToInstant(r.Second.Created)),
            ])).SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    /// <summary>Where the list is as a file.</summary>
    public string FileHref(string ending) => this.Here(("handler", "file"), ("ending", ending), ("state", State), ("cursor", Cursor));

    private async Task<IActionResult> ChangeAsync(string? id, string state, string said, string? undoPath)
    {
        var changed = await this.WriteAsync(new SaveTask.SaveTaskRequest(null, null, null, null, state), WorkspaceJson.Api.SaveTaskRequest,
            call => SaveTask.ChangeAsync(call, id ?? "", _ => true));
        if (changed.TryGet(out var row, out var refusal))
        {
            return Done(undoPath is null ? "/tasks" : undoPath + id, WorkspaceModule.Words[said, ("title", row.Title)]);
        }

        await FillAsync();
        return Show(refusal);
    }

    private async Task<(IReadOnlyList<TaskRow> Rows, string? Next, IReadOnlyDictionary<Guid, string> Customers)> ReadAsync()
    {
        if (!Kernel.Http.Page.TryRead(Cursor, null, out var before, out _))
        {
            Cursor = null;
            Kernel.Http.Page.TryRead(null, null, out before, out _);
        }

        return await Db.ReadAsync(async unit =>
        {
            var found = await unit.QueryAsync<TaskRow>(TaskRow.ListSql, new { state = State, before, limit = RowsMax + 1 });
            IReadOnlyList<TaskRow> rows = [.. found.Take(RowsMax)];
            var ids = rows.Select(r => r.CustomerId).OfType<Guid>().Distinct().ToList();
            var customers = ids.Count > 0 ? await names.OfAsync(unit, ids) : new Dictionary<Guid, string>();
            return (rows, Kernel.Http.Page.Next(found, RowsMax, r => r.Id), customers);
        }, Cancellation);
    }

    private async Task FillAsync()
    {
        var (rows, next, customers) = await ReadAsync();
        var times = this.Times();
        var today = LocalDatePattern.Iso.Format(times.Today);
        Items = [.. rows.Select(r => new Item(r, PublicId.Write("tsk", r.Id),
            r.CustomerId is { } about ? "/customers/" + PublicId.Write("cus", about) : null,
            r.CustomerId is { } of ? customers.GetValueOrDefault(of, WorkspaceModule.Words["tasks.the_customer"]) : null,
            r.DueDay is { } due ? times.Day(due) : null, r.State == "open" && string.CompareOrdinal(r.DueDay ?? "9", today) < 0))];
        NextHref = next is null ? null : this.Here(("state", State), ("cursor", next));
        CanUndo = PublicId.TryRead("tsk", Undo, out var id) &&
            await Db.ReadAsync(unit => unit.FindAsync<TaskRow>(TaskRow.LookSql, new { id }), Cancellation) is { State: "done" } done &&
            Call.Now - Micros.ToInstant(done.ChangedAt) < UndoTime;
    }
}
