namespace Perennial.Commerce.Demo.Made;

/// <summary>
/// Seeded chance in whole numbers (SplitMix64), the same on every machine and for ever: neither the framework's generator nor
/// floating point is promised to stay as it is.
/// </summary>
internal sealed class DemoDice(ulong state)
{
    private ulong state = state;

    /// <summary>A stream of its own for each thing that is made, so that one more of this does not make another of that.</summary>
    public static DemoDice Of(int seed, int stream, int number)
    {
        var dice = new DemoDice(((ulong)(uint)seed << 32) | (uint)stream);
        return new DemoDice(dice.Next() ^ unchecked((ulong)number * 0xD1B54A32D192ED03UL));
    }

    /// <summary>0 up to one less than the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>A number of a range, both ends included.</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    public bool Percent(int chance) => Below(100) < chance;

    public T Of<T>(IReadOnlyList<T> many) => many[Below(many.Count)];

    /// <summary>An index, by weight.</summary>
    public int Weighted(ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var at = Below(sum);
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
