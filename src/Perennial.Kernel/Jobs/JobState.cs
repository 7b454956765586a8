namespace Perennial.Kernel.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>A runner may take it.</summary>
    Waiting = 0,

    /// <summary>A runner holds it.</summary>
    Running = 1,

    /// <summary>It goes on from its checkpoint when somebody asks for it.</summary>
    Paused = 2,

    /// <summary>It was ended by somebody; what it did up to its checkpoint stays.</summary>
    Cancelled = 3,

    /// <summary>All of it is done.</summary>
    Done = 4,

    /// <summary>It was given up, with a code.</summary>
    Failed = 5,
}

/// <summary>What somebody asked of a job that runs, until its runner has heard of it.</summary>
public enum JobAsked
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>To stop at the next checkpoint and to keep it.</summary>
    Pause = 1,

    /// <summary>To stop for good.</summary>
    Cancel = 2,
}

/// <summary>Stable codes of states, as they go out.</summary>
public static class JobStateCode
{
    /// <summary>The code of a state: <c>waiting</c>, <c>running</c>, <c>paused</c>, <c>cancelled</c>, <c>done</c>, <c>failed</c>.</summary>
    public static string Of(JobState state) => state switch
    {
        JobState.Waiting => "waiting",
        JobState.Running => "running",
        JobState.Paused => "paused",
        JobState.Cancelled => "cancelled",
        JobState.Done => "done",
        JobState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The state of a code; null for any other text.</summary>
    public static JobState? Read(string code) =>
        Enum.GetValues<JobState>().Where(s => string.Equals(Of(s), code, StringComparison.Ordinal)).Cast<JobState?>().FirstOrDefault();
}
