namespace Perennial.Analytics.Models;

/// <summary>
/// What models of buying while alive need of customers: x, days with an order after the first one; t_x, days from the first to the last of
/// them; T, days from the first to the last observed day. Customers of equal (x, t_x, T) are one row with a weight.
/// </summary>
public sealed class BuyerRows
{
    /// <summary>Days that a customer may be observed, and orders that she may have, at most: 27 years of them.</summary>
    public const int DaysMax = 10_000;

    private const int Bits = 14;
    private const ulong Mask = (1UL << Bits) - 1;

    private BuyerRows(int count)
    {
        (X, Tx, T, Weight) = (new int[count], new int[count], new int[count], new double[count]);
    }

    /// <summary>x of each row.</summary>
    public int[] X { get; }

    /// <summary>t_x of each row.</summary>
    public int[] Tx { get; }

    /// <summary>T of each row.</summary>
    public int[] T { get; }

    /// <summary>Customers of each row.</summary>
    public double[] Weight { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => X.Length;

    /// <summary>All customers.</summary>
    public double Customers => Weight.Sum();

    /// <summary>Customers with x ≥ 1, without whom nothing can be said of how people buy again.</summary>
    public double Returned => X.Select((x, i) => x > 0 ? Weight[i] : 0).Sum();

    /// <summary>Makes rows of customers in any order.</summary>
    /// <param name="x">Days with an order after the first day, one a customer.</param>
    /// <param name="tx">Days from the first to the last day with an order.</param>
    /// <param name="t">Days from the first day to the last one observed.</param>
    /// <exception cref="ArgumentException">The three are not of one length, or a customer cannot be: not 0 ≤ x ≤ t_x ≤ T ≤
    /// <see cref="DaysMax"/>, or x is 0 where t_x is not.</exception>
    public static BuyerRows Of(ReadOnlySpan<int> x, ReadOnlySpan<int> tx, ReadOnlySpan<int> t)
    {
        if (x.Length != tx.Length || x.Length != t.Length)
        {
            throw new ArgumentException("The three are of different lengths.");
        }

        var keys = new ulong[x.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (x[i] < 0 || x[i] > tx[i] || tx[i] > t[i] || t[i] > DaysMax || (x[i] == 0 && tx[i] != 0))
            {
                throw new ArgumentException($"No customer has x = {x[i]}, t_x = {tx[i]}, T = {t[i]}.");
            }

            keys[i] = ((ulong)(uint)t[i] << (2 * Bits)) | ((ulong)(uint)tx[i] << Bits) | (uint)x[i];
        }

        return OfKeys(keys);
    }

    /// <summary>Each k-th row, to begin with; all of them where there are few.</summary>
    /// <param name="rowsMax">How many there are at most.</param>
    internal BuyerRows Sample(int rowsMax)
    {
        var step = (Count + rowsMax - 1) / Math.Max(1, rowsMax);
        if (step <= 1)
        {
            return this;
        }

        var sample = new BuyerRows((Count + step - 1) / step);
        for (var i = 0; i < sample.Count; i++)
        {
            (sample.X[i], sample.Tx[i], sample.T[i], sample.Weight[i]) = (X[i * step], Tx[i * step], T[i * step], Weight[i * step]);
        }

        return sample;
    }

    private static BuyerRows OfKeys(ulong[] keys)
    {
        DigitSort.Sort(keys, 3 * Bits);
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            count += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
        }

        var (rows, row) = (new BuyerRows(count), -1);
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                row++;
                (rows.T[row], rows.Tx[row], rows.X[row]) =
                    ((int)(keys[i] >> (2 * Bits)), (int)((keys[i] >> Bits) & Mask), (int)(keys[i] & Mask));
            }

            rows.Weight[row]++;
        }

        return rows;
    }
}
