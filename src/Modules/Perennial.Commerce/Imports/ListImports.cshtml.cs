using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Imports;

/// <summary>The files that were brought, the latest first: by whom, what became of them, how long they can be taken back.</summary>
[Asks(Scopes.Imports, OfWholeShop = true)]
internal sealed class ListImports(IShopSettings shop) : StaffPage
{
    private const int RowsOfPage = 30;

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public ListTable Table { get; private set; } = new("", [], []);

    public async Task<IActionResult> OnGetAsync()
    {
        var settings = (await shop.FindAsync(Db, Cancellation))!;
        if (!Kernel.Http.Page.TryRead(After, null, out var before, out _))
        {
            return LocalRedirect("~/imports");
        }

        var found = await Db.ReadAsync(async unit =>
        {
            var rows = await ImportStore.ListAsync(unit, before, RowsOfPage + 1);
            var jobs = new Dictionary<Guid, JobState>();
            foreach (var row in rows.Where(r => r is { JobId: not null, State: not (ImportState.Done or ImportState.Undone) }))
            {
                if ((await JobList.FindAsync(unit, row.JobId!.Value)).TryGet(out var job, out _))
                {
                    jobs[row.Id] = job.Job.State;
                }
            }

            return (Rows: rows, Jobs: jobs);
        }, Cancellation);
        Table = TableOf(found.Rows, found.Jobs, settings);
        return Page();
    }

    private ListTable TableOf(IReadOnlyList<ImportRow> rows, Dictionary<Guid, JobState> jobs, ShopSettings settings)
    {
        var words = CommerceModule.Words;
        return new ListTable(words["import_page.title"],
        [
            new ListColumn("file", words["import_page.file"]), new ListColumn("state", words["import_page.state"]),
            new ListColumn("when", words["import_page.when"]), new ListColumn("who", words["import_page.who"]) { IsMinor = true },
            new ListColumn("rows", words["import_page.rows"]) { IsNumber = true },
            new ListColumn("orders", words["import_page.orders_in"]) { IsNumber = true },
            new ListColumn("rejected", words["import_page.left_out"]) { IsNumber = true },
            new ListColumn("undo", words["import_page.undo_until"]) { IsMinor = true },
        ],
        [
            .. rows.Take(RowsOfPage).Select(r => new ListRow(
            [
                Html.Text(r.Name), Html.Text(ImportWords.State(r, jobs.TryGetValue(r.Id, out var job) ? job : null)),
                Html.Text(ImportWords.Time(r.CreatedAt, settings)), Html.Text(Who(r.CreatedBy)), Html.Text(Shown.Number(r.RowsRead)),
                Html.Text(Shown.Number(r.Made + r.Changed + r.Unchanged)), Html.Text(Shown.Number(r.Rejected)), Html.Text(Until(r, settings)),
            ]) { Href = Url.Content("~/imports/" + r.PublicId) }),
        ])
        {
            NextHref = Kernel.Http.Page.Next(rows, RowsOfPage, r => r.Id) is { } next ? Url.Content("~/imports?after=" + next) : null,
            FirstHref = After is null ? null : Url.Content("~/imports"),
        };
    }

    private string Who(string actor) => actor == Person.PublicId ? CommerceModule.Words["import_page.who_you"]
        : actor.StartsWith("stf_", StringComparison.Ordinal) ? CommerceModule.Words["import_page.who_person"]
        : CommerceModule.Words["import_page.who_program"];

    private static string Until(ImportRow row, ShopSettings settings) =>
        row is { State: ImportState.Done, SettledAt: null, EndedAt: { } ended } && row.Made + row.Changed > 0
            ? ImportWords.Day(Micros.ToInstant(ended) + ImportUpkeep.Kept, settings)
            : Shown.NotAvailable;
}
