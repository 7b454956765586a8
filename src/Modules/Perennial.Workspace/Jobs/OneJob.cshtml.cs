using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Audit;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Jobs;

/// <summary>One job: how far it is, what happened to it, what came out.</summary>
[Asks(Scopes.Imports, OfWholeShop = true)]
internal sealed class OneJob(JobQueue queue, IReadOnlyList<JobKind> kinds, Problems problems) : StaffPage
{
    [FromRoute(Name = "id")]
    public string Id { get; set; } = "";

    public JobCard Card { get; private set; } = null!;

    /// <summary>What there is to know of it: a name and a value.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; private set; } = [];

    public IReadOnlyList<TimelineItem> Log { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => ShowAsync(null);

    /// <summary>The part that is renewed.</summary>
    public async Task<IActionResult> OnGetNowAsync() =>
        await FillAsync() is null ? Partial("/Jobs/_Job.cshtml", this) : NotFound();

    public Task<IActionResult> OnPostPauseAsync() => AskAsync(queue.PauseAsync, "jobs.pause_heard");

    public Task<IActionResult> OnPostResumeAsync() => AskAsync(queue.ResumeAsync, "jobs.resume_heard");

    public Task<IActionResult> OnPostCancelAsync() => AskAsync(queue.CancelAsync, "jobs.cancel_heard");

    private async Task<IActionResult> AskAsync(Func<DbUnit, Guid, Task<Result<JobView>>> ask, string said) =>
        (await JobAsk.AskAsync(this, Id, ask)).TryGet(out var job, out var refusal)
            ? Done("/jobs/" + Id, WorkspaceModule.Words[said, ("work", JobCard.Of(job, kinds).Title)])
            : await ShowAsync(refusal);

    private async Task<IActionResult> ShowAsync(Refusal? refused) =>
        await FillAsync() is { } missing ? Done("/jobs", problems.Words(missing.Code, null))
        : refused is null ? Page()
        : Show(refused);

    private async Task<Refusal?> FillAsync()
    {
        if (!PublicId.TryRead("job", Id, out var id))
        {
            return new Refusal(RefusalKind.Missing, "jobs.not_found");
        }

        var (found, by) = await Db.ReadAsync(async unit =>
        {
            var job = await JobList.FindAsync(unit, id);
            return (job, job.Succeeded ? await ActorNames.OfAsync(unit, [job.Value.Job.CreatedBy]) : null);
        }, Cancellation);
        if (!found.TryGet(out var seen, out var refusal))
        {
            return refusal;
        }

        var (words, times, job) = (WorkspaceModule.Words, this.Times(), seen.Job);
        Card = JobCard.Of(job, kinds);
        Facts =
        [
            (words["jobs.by"], by!.Of(job.CreatedBy)), (words["jobs.made"], times.At(job.Created)), (words["jobs.started"], times.At(job.Started)),
            (words["jobs.when"], times.At(job.Ended)), (words["jobs.attempts"], Shown.Number(job.Attempts)),
            .. job.Error is { } error ? [(words["jobs.error"], problems.Words(error, null))] : Array.Empty<(string, string)>(),
        ];
        Log = [.. seen.Log.Reverse().Select(l => new TimelineItem(times.At(l.Happened), times.Machine(l.Happened), JobCard.Told(l, problems)))];
        return null;
    }
}
