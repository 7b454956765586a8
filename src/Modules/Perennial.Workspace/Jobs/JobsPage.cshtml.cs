using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Jobs;

/// <summary>Work that lasts: what runs, how far it is, and what became of the rest.</summary>
[Asks(Scopes.Imports, OfWholeShop = true)]
internal sealed class JobsPage(JobQueue queue, IReadOnlyList<JobKind> kinds) : StaffPage
{
    private const int RowsMax = 50;

    /// <summary>Which ended ones: a code of a state; null for all.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>The place in the order of jobs that the list begins before.</summary>
    [FromQuery(Name = "before")]
    public long? Before { get; set; }

    /// <summary>How many were unfinished when the part was last drawn.</summary>
    [FromQuery(Name = "seen")]
    public int? Seen { get; set; }

    public IReadOnlyList<JobCard> Unfinished { get; private set; } = [];

    public ListTable Ended { get; private set; } = new("", [], []);

    public static IReadOnlyList<string> EndedStates { get; } =
        [.. new[] { JobState.Done, JobState.Failed, JobState.Cancelled }.Select(JobStateCode.Of)];

    public async Task OnGetAsync()
    {
        var page = await EndedAsync();
        Unfinished = await UnfinishedAsync();
        var (words, times) = (WorkspaceModule.Words, this.Times());
        Ended = new ListTable(words["jobs.ended"],
            [
                new("work", words["jobs.work"]), new("state", words["jobs.how"]), new("done", words["jobs.amount"]) { IsMinor = true },
                new("ended", words["jobs.when"]),
            ],
            [.. page.Jobs.Select(j => JobCard.Of(j, kinds)).Select(c => new ListRow(
                [Html.Text(c.Title), Html.Text(c.State), Html.Text(c.Amount), Html.Text(times.At(c.Job.Ended))])
            {
                Href = Url.Content("~" + c.Path),
            })])
        {
            NextHref = page.Next is { } next ? this.Here(("state", State), ("before", next.ToString(CultureInfo.InvariantCulture))) : null,
            FirstHref = Before is null ? null : this.Here(("state", State)),
            CsvHref = FileHref("csv"), XlsxHref = FileHref(ListFile.Xlsx),
        };
    }

    /// <summary>The part that is renewed; when a job ended meanwhile the whole page is.</summary>
    public async Task<IActionResult> OnGetNowAsync()
    {
        Unfinished = await UnfinishedAsync();
        if (Seen is { } seen && seen != Unfinished.Count)
        {
            Response.Headers["HX-Refresh"] = "true";
        }

        return Partial("/Jobs/_Now.cshtml", this);
    }

    public Task<IActionResult> OnPostPauseAsync(string? id) => AskAsync(id, queue.PauseAsync, "jobs.pause_heard");

    public Task<IActionResult> OnPostResumeAsync(string? id) => AskAsync(id, queue.ResumeAsync, "jobs.resume_heard");

    public Task<IActionResult> OnPostCancelAsync(string? id) => AskAsync(id, queue.CancelAsync, "jobs.cancel_heard");

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var (page, times) = (await EndedAsync(), this.Times());
        string? At(NodaTime.Instant? at) => at is { } known ? times.Machine(known) : null;
        await new ListFile("jobs", ["id", "kind", "state", "done", "total", "created", "started", "ended", "created_by", "error"],
            page.Jobs.Select(j => (IReadOnlyList<object?>)
            [
                PublicId.Write("job", j.Id), j.Kind, JobStateCode.Of(j.State), j.Progress.Done, j.Progress.Total, At(j.Created), At(j.Started),
                At(j.Ended), j.CreatedBy, j.Error,
            ])).SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    private string FileHref(string ending) => this.Here(("handler", "file"), ("ending", ending), ("state", State),
        ("before", Before?.ToString(CultureInfo.InvariantCulture)));

    private async Task<IActionResult> AskAsync(string? id, Func<DbUnit, Guid, Task<Result<JobView>>> ask, string said)
    {
        if ((await JobAsk.AskAsync(this, id, ask)).TryGet(out var job, out var refusal))
        {
            return Done("/jobs", WorkspaceModule.Words[said, ("work", JobCard.Of(job, kinds).Title)]);
        }

        await OnGetAsync();
        return Show(refusal);
    }

    private Task<JobPage> EndedAsync()
    {
        State = EndedStates.Contains(State, StringComparer.Ordinal) ? State : null;
        var filter = new JobFilter(State is null ? null : JobStateCode.Read(State), Before: Before, Limit: RowsMax) { IsEnded = true };
        return Db.ReadAsync(unit => JobList.ListAsync(unit, filter), Cancellation);
    }

    private async Task<IReadOnlyList<JobCard>> UnfinishedAsync() =>
        [.. (await Db.ReadAsync(unit => JobList.ListAsync(unit, new JobFilter(Limit: RowsMax) { IsEnded = false }), Cancellation))
            .Jobs.Select(j => JobCard.Of(j, kinds))];
}

/// <summary>Asking a job to pause, go on or end, from a page.</summary>
internal static class JobAsk
{
    public static Task<Result<JobView>> AskAsync(StaffPage page, string? id, Func<DbUnit, Guid, Task<Result<JobView>>> ask) =>
        page.Call.Db.TryWriteAsync(
            async unit => PublicId.TryRead("job", id, out var job) ? await ask(unit, job) : new Refusal(RefusalKind.Missing, "jobs.not_found"),
            page.Call.Cancellation);
}
