using System.Numerics;

namespace Perennial.Analytics;

/// <summary>What one period of identified orders came to.</summary>
/// <param name="Customers">Distinct customers, ≥ 0.</param>
/// <param name="Orders">Their counting orders, ≥ customers.</param>
/// <param name="Value">Sum of the orders' net values, minor units.</param>
public readonly record struct Trade(long Customers, long Orders, long Value);

/// <summary>
/// A change of value = customers × frequency × average order value, split among the three: the average over the six
/// orders in which one can replace them (Shapley). The parts sum to the change, to the minor unit.
/// </summary>
/// <param name="Customers">Part that came from more or fewer customers, minor units.</param>
/// <param name="Frequency">Part that came from orders a customer.</param>
/// <param name="OrderValue">Part that came from the value of an order.</param>
public readonly record struct RevenueChange(long Customers, long Frequency, long OrderValue)
{
    /// <summary>Splits the change from one period to the next.</summary>
    /// <remarks>Where a period has no customers, frequency and order value are not available: all of it is customers.</remarks>
    public static RevenueChange Between(Trade before, Trade after)
    {
        if (before.Customers == 0 || after.Customers == 0)
        {
            return new RevenueChange(after.Value - before.Value, 0, 0);
        }

        // Over the common denominator 6·c0·c1·o0·o1 every product of factors is whole:
        // f = o/c and a = v/o, so that c·f·a' and the rest have no other denominators.
        BigInteger c0 = before.Customers, o0 = before.Orders, v0 = before.Value;
        BigInteger c1 = after.Customers, o1 = after.Orders, v1 = after.Value;
        var whole = c0 * c1 * o0 * o1;
        var fa = new { f0a0 = v0 * c1 * o0 * o1, f0a1 = o0 * v1 * c1 * o0, f1a0 = o1 * v0 * c0 * o1,
            f1a1 = v1 * c0 * o0 * o1 };
        var customers = (c1 - c0) * ((2 * fa.f0a0) + fa.f0a1 + fa.f1a0 + (2 * fa.f1a1));

        // Δf = o1/c1 - o0/c0; times c·a with its pairs.
        var df = (o1 * c0) - (o0 * c1);
        var frequency = df * ((2 * c0 * v0 * o1) + (c0 * v1 * o0) + (c1 * v0 * o1) + (2 * c1 * v1 * o0));

        // Δa = v1/o1 - v0/o0; times c·f with its pairs.
        var da = (v1 * o0) - (v0 * o1);
        var orderValue = da * ((2 * c0 * o0 * c1) + (c0 * o1 * c0) + (c1 * o0 * c1) + (2 * c1 * o1 * c0));
        var parts = LargestRemainder.Round([customers, frequency, orderValue], 6 * whole);
        return new RevenueChange(parts[0], parts[1], parts[2]);
    }
}

/// <summary>Rounds parts so that they still sum to their whole.</summary>
public static class LargestRemainder
{
    /// <summary>Rounds fractions over one denominator to whole numbers that sum to the sum of the fractions.</summary>
    /// <param name="numerators">Parts, whose sum is a multiple of the denominator.</param>
    /// <param name="denominator">Greater than 0.</param>
    /// <returns>The parts, each its floor or one more; ties go to the earlier part.</returns>
    public static long[] Round(ReadOnlySpan<BigInteger> numerators, BigInteger denominator)
    {
        var floors = new long[numerators.Length];
        var remainders = new (BigInteger Remainder, int Part)[numerators.Length];
        var missing = BigInteger.Zero;
        for (var i = 0; i < numerators.Length; i++)
        {
            var floor = BigInteger.DivRem(numerators[i], denominator, out var remainder);
            if (remainder.Sign < 0)
            {
                (floor, remainder) = (floor - 1, remainder + denominator);
            }

            floors[i] = (long)floor;
            remainders[i] = (remainder, i);
            missing += remainder;
        }

        if (!(missing % denominator).IsZero)
        {
            throw new ArgumentException("The parts do not sum to a whole number.", nameof(numerators));
        }

        foreach (var (_, part) in remainders.OrderByDescending(r => r.Remainder).ThenBy(r => r.Part)
            .Take((int)(missing / denominator)))
        {
            floors[part]++;
        }

        return floors;
    }
}
