namespace Perennial.Workspace.Contract;

/// <summary>
/// Wakes those who follow the log of events on this node as soon as something was written here; what other nodes write is
/// found by looking now and then.
/// </summary>
public sealed class LogSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Says that something was written.</summary>
    public void Raise() => Interlocked.Exchange(ref next, New()).TrySetResult();

    /// <summary>Waits for the next time something is written, or for a while.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            await Volatile.Read(ref next).Task.WaitAsync(atMost, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // Time to look at what others wrote.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
