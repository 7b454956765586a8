namespace Perennial.Kernel.Jobs;

/// <summary>
/// How long something has been seen unchanged, by the monotonic clock of this process: a wall clock that jumps, here or on
/// another node, changes nothing. Times of two nodes are never compared.
/// </summary>
/// <param name="clock">The clock; only its monotonic side is used.</param>
/// <param name="gapMax">
/// The longest time between two looks; after a longer one the count begins anew. Who slept, or could not reach the database,
/// cannot say that others were silent. Null where that does not matter.
/// </param>
internal sealed class StillWatch<TKey, TMark>(TimeProvider clock, TimeSpan? gapMax = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (TMark Mark, long Since, long Last)> seen = [];

    /// <summary>Looks at it: since when its mark is what it is now; zero at first sight.</summary>
    public TimeSpan Look(TKey key, TMark mark)
    {
        var now = clock.GetTimestamp();
        if (seen.TryGetValue(key, out var before) && EqualityComparer<TMark>.Default.Equals(before.Mark, mark) &&
            (gapMax is not { } gap || clock.GetElapsedTime(before.Last, now) <= gap))
        {
            seen[key] = before with { Last = now };
            return clock.GetElapsedTime(before.Since, now);
        }

        seen[key] = (mark, now, now);
        return TimeSpan.Zero;
    }

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(IEnumerable<TKey> keys)
    {
        foreach (var gone in seen.Keys.Except(keys).ToList())
        {
            seen.Remove(gone);
        }
    }
}
