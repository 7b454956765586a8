using Perennial.Workspace.Contract;

namespace Perennial.Server.Demo;

/// <summary>What the entries tell of themselves, added up to one bar.</summary>
/// <param name="clock">The clock, for how long it takes.</param>
/// <param name="weights">How long each entry takes beside the others, in their order.</param>
/// <param name="told">Told whenever it moved.</param>
internal sealed class DemoProgress(TimeProvider clock, IReadOnlyList<int> weights, Action<DemoState> told)
{
    // Below that nobody can say how long the rest takes.
    private const int PercentToTell = 3;

    private readonly long since = clock.GetTimestamp();
    private long done;

    public long Rows { get; private set; }

    public int Seconds => (int)clock.GetElapsedTime(since).TotalSeconds;

    /// <summary>How an entry tells how far it is.</summary>
    public Action<DemoStep> Of(int entry) => step =>
    {
        Rows += step.Rows;
        Tell(done + ((long)weights[entry] * Math.Clamp(step.PerMille, 0, 1_000)));
    };

    /// <summary>An entry is done.</summary>
    public void Done(int entry) => Tell(done += weights[entry] * 1_000L);

    // The last percent is that of the mark: it says a hundred only once all is there.
    private void Tell(long parts)
    {
        var percent = (int)Math.Min(99, parts / (weights.Sum(w => (long)w) * 10));
        told(new DemoState(DemoStage.Filling)
        {
            Percent = percent, Rows = Rows,
            SecondsLeft = percent < PercentToTell ? null : (int)(clock.GetElapsedTime(since).TotalSeconds * (100 - percent) / percent),
        });
    }
}
