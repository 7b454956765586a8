using System.Text.Json;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Jobs;

/// <summary>A job as its reader sees it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Title">What the work is.</param>
/// <param name="AboutPath">Path of the page of what it is about; null for none.</param>
internal sealed record JobCard(JobView Job, string Title, string? AboutPath)
{
    private const string Prefix = "job";

    /// <summary>Its id outside.</summary>
    public string Id => PublicId.Write(Prefix, Job.Id);

    /// <summary>Its own page.</summary>
    public string Path => "/jobs/" + Id;

    public bool CanPause => Job.State is JobState.Waiting || (Job.State is JobState.Running && Job.Asked == JobAsked.Nothing);

    public bool CanResume => Job.State is JobState.Paused or JobState.Failed || (Job.State is JobState.Running && Job.Asked == JobAsked.Pause);

    public bool CanCancel => Job.Ended is null && Job.Asked != JobAsked.Cancel;

    /// <summary>Its state in words, with what was asked and not heard yet.</summary>
    public string State => WorkspaceModule.Words["jobs.state." + (Job.Asked switch
    {
        JobAsked.Pause => "pausing", JobAsked.Cancel => "cancelling", _ => JobStateCode.Of(Job.State),
    })];

    /// <summary>How far it is: per cent of what is known, and how fast while it runs.</summary>
    public Progress Progress => new(Title, State) { Percent = Percent, Pace = Pace };

    /// <summary>What was done: 1,200 of 5,000.</summary>
    public string Amount => Job.Progress.Total is { } total
        ? WorkspaceModule.Words["jobs.done_of", ("done", Job.Progress.Done), ("total", total)]
        : WorkspaceModule.Words.Count("jobs.done", Job.Progress.Done);

    private int? Percent => Job.State == JobState.Done ? 100
        : Job.Progress.Total is > 0 and { } total ? (int)Math.Clamp(Job.Progress.Done * 100m / total, 0, 100) : null;

    private string Pace
    {
        get
        {
            var parts = new List<string>();
            if (Percent is { } percent)
            {
                parts.Add(Shown.WholePercent(new Ratio(percent, 100)));
            }

            parts.Add(Amount);
            if (Job.State == JobState.Running && Job.Progress is { Done: > 0, WorkedMs: > 0 } progress)
            {
                parts.Add(UiWords.Words["job.rate", ("rate", Shown.Number((long)(progress.Done * 1000m / progress.WorkedMs)))]);
                if (progress.TimeLeft is { } left)
                {
                    parts.Add(UiWords.Words["job.left", ("time", ShopTime.Long(left))]);
                }
            }

            return string.Join(" · ", parts);
        }
    }

    /// <summary>A job with what its kind says of it.</summary>
    public static JobCard Of(JobView job, IReadOnlyList<JobKind> kinds)
    {
        var kind = kinds.FirstOrDefault(k => k.Name == job.Kind);
        return new JobCard(job, kind?.Title?.Invoke() ?? job.Kind, kind?.PathOf?.Invoke(job.Argument));
    }

    /// <summary>What the log says, in the words of whoever wrote it.</summary>
    public static string Told(JobLogEntry entry, Problems problems)
    {
        if (!Problems.OwnWords.Has(entry.Code))
        {
            return problems.Words(entry.Code, null);
        }

        // The error of a run is a code itself.
        using var values = JsonDocument.Parse(entry.Arguments);
        string Of(string name) => values.RootElement.TryGetProperty(name, out var value) ? value.ToString() : Shown.NotAvailable;
        var error = Of("error");
        return Problems.OwnWords[entry.Code, ("node", Of("node")), ("error", problems.Words(error, null))];
    }
}
