using Microsoft.Extensions.Logging;

namespace Perennial.Kernel.Jobs;

/// <summary>A job at work on this node.</summary>
internal sealed class ActiveRun
{
    // Not disposed: others may stop a run that has just ended, and without a timer there is nothing to give back.
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenRegistration nodeStops;
    private readonly TaskCompletionSource<Task> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ActiveRun(ClaimedJob job, CancellationToken nodeStops)
    {
        Job = job;
        this.nodeStops = nodeStops.Register(stop.Cancel);
    }

    public ClaimedJob Job { get; }

    public CancellationToken Token => stop.Token;

    /// <summary>Ends with the run.</summary>
    public Task Ended => started.Task.Unwrap();

    public void Start(Func<Task> run) => started.SetResult(Task.Run(run));

    /// <summary>Tells the work to stop; a second time does nothing.</summary>
    public void Stop() => stop.Cancel();

    /// <summary>The run is over.</summary>
    public void Forget() => nodeStops.Dispose();
}

/// <summary>What the runner tells operators.</summary>
internal static partial class JobRunnerLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "jobs.look_failed {Kind}")]
    public static partial void LookFailed(this ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "jobs.run_failed {Job} {Kind}")]
    public static partial void RunFailed(this ILogger logger, Guid job, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "jobs.end_failed {Job} {Kind}")]
    public static partial void EndFailed(this ILogger logger, Guid job, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "jobs.taken_over {Job} {Node}")]
    public static partial void TookOver(this ILogger logger, long job, string node);
}
