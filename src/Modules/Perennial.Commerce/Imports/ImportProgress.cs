using Perennial.Kernel;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Commerce.Imports;

/// <summary>The work at an import, as it is told while it goes on.</summary>
internal static class ImportProgress
{
    private static WordBook Words => CommerceModule.Words;

    /// <summary>Whether a job is not at its end: it runs, waits, or was paused.</summary>
    public static bool IsAtWork(JobView? job) => job?.State is JobState.Waiting or JobState.Running or JobState.Paused;

    /// <summary>How far a job is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="renewHref">Where this part is renewed from.</param>
    public static Progress Of(JobView job, string renewHref) => new(Title(job.Kind), State(job))
    {
        Percent = job.Progress.Total is > 0 and { } total ? (int)Math.Min(100, 100 * job.Progress.Done / total) : null,
        Pace = job.State == JobState.Running ? Pace(job) : null,
        RenewHref = job.State == JobState.Paused ? null : renewHref,
    };

    private static string Title(string kind) => kind switch
    {
        ImportWork.ScanKind => Words["import_page.work_trial"], UndoWork.Kind => Words["import_page.work_undo"], _ => Words["import_page.work_import"],
    };

    private static string State(JobView job) => (job.State, job.Asked) switch
    {
        (JobState.Paused, _) => Words["import_page.job_paused"],
        (JobState.Waiting, _) => Words["import_page.job_waiting"],
        (_, JobAsked.Pause) => Words["import_page.job_pausing"],
        (_, JobAsked.Cancel) => Words["import_page.job_cancelling"],
        _ => job.Progress.Total is { } total
            ? Words["import_page.job_of", ("done", Shown.Number(job.Progress.Done)), ("total", Shown.Number(total))]
            : Words["import_page.job_looking"],
    };

    private static string? Pace(JobView job)
    {
        if (job.Progress is not { Done: > 0, WorkedMs: > 0 })
        {
            return null;
        }

        var rate = UiWords.Words["job.rate", ("rate", Shown.Number(Rounding.Divide(checked(job.Progress.Done * 1_000), job.Progress.WorkedMs)))];
        return job.Progress.TimeLeft is { } left
            ? Words["import_page.pace", ("rate", rate), ("left", UiWords.Words["job.left", ("time", ImportWords.Span(left))])]
            : rate;
    }
}
