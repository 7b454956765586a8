namespace Perennial.Bench;

/// <summary>Random numbers (SplitMix64), the same on every version of .NET: a seed names a shop for good.</summary>
internal struct Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>A fraction in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Exponential with mean 1: the waiting time for the next thing that comes at random.</summary>
    public double Exponential() => -Math.Log(1 - Fraction());

    /// <summary>Lognormal: long-tailed around its median.</summary>
    public double LogNormal(double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(2 * Exponential()) * Math.Cos(2 * Math.PI * Fraction()));

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
