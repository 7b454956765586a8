namespace Perennial.Kernel.Jobs;

/// <summary>A kind of work that lasts, as its module composes it at the start.</summary>
/// <param name="Name">Stable name, such as <c>commerce.import</c>. A node takes only jobs whose kind it knows.</param>
/// <param name="Work">
/// The work, from <see cref="JobRun.Checkpoint"/> to its end. It saves by <see cref="JobRun.SaveAsync"/> in the units that do
/// the work, and lets the exceptions of that and of its token through. When it returns without having been told to stop,
/// the job is done.
/// </param>
public sealed record JobKind(string Name, Func<JobRun, CancellationToken, Task> Work)
{
    /// <summary>What the work is, in the language at hand; null lets its name speak.</summary>
    public Func<string>? Title { get; init; }

    /// <summary>Path of the page of what a job is about, from its argument; null for none.</summary>
    public Func<string, string?>? PathOf { get; init; }
}

/// <summary>A job to be submitted.</summary>
/// <param name="Kind">Name of its kind.</param>
/// <param name="Argument">What it is to do, as JSON.</param>
/// <param name="CreatedBy">Who wants it: an id, never personal data.</param>
public sealed record JobRequest(string Kind, string Argument, string CreatedBy)
{
    /// <summary>At most one job with this key is unfinished at a time; null for any number.</summary>
    public string? Key { get; init; }

    /// <summary>How many things there are to be done; null where it is not known yet.</summary>
    public long? Total { get; init; }
}

/// <summary>Why a run ends before its work does.</summary>
public enum JobStop
{
    /// <summary>Somebody asked for a pause.</summary>
    Paused,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Another runner holds the job, or it has ended.</summary>
    Lost,

    /// <summary>The node goes down; the job goes back to wait.</summary>
    NodeStops,
}

/// <summary>
/// A run must end now, and the unit at hand must not be committed: the work lets this exception through, and the runner
/// writes the state in which the job ends up.
/// </summary>
public sealed class JobStoppedException : Exception
{
    internal JobStoppedException(JobStop reason)
        : base($"The run ends: {reason}.") => Reason = reason;

    /// <summary>Why.</summary>
    public JobStop Reason { get; }
}

/// <summary>Thrown by work that cannot succeed however often it is tried: the job fails with this code at once.</summary>
/// <param name="code">Stable code; its words stand in the module that throws it.</param>
public sealed class JobFailedException(string code) : Exception(code)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;
}

/// <summary>How those who hold something show that they live, and when others take it over.</summary>
/// <param name="BeatEvery">Between two signs of life.</param>
/// <param name="TakeOverAfter">How long another node sees no sign, by a clock of its own that never jumps.</param>
public sealed record LeaseTimes(TimeSpan BeatEvery, TimeSpan TakeOverAfter)
{
    /// <summary>A beat every 5 seconds, taken over after 30 without one: with a look a second, well within a minute.</summary>
    public static LeaseTimes Standard { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    /// <summary>Who did not look for longer than this cannot say how long another was silent, and counts anew.</summary>
    internal TimeSpan GapMax => TakeOverAfter / 2;
}
