namespace Perennial.Analytics.Models;

/// <summary>The logarithm of a likelihood with its first and second derivatives by the parameters, all of which are above 0.</summary>
internal abstract class Likelihood(int parameters)
{
    private const int BlockRows = 8192;

    /// <summary>How many parameters there are.</summary>
    public int Parameters => parameters;

    /// <summary>Numbers of a point: the value, the derivatives, and the upper half of the second ones, row by row.</summary>
    public int Numbers => 1 + parameters + (parameters * (parameters + 1) / 2);

    /// <summary>Rows that are summed up.</summary>
    protected abstract int Rows { get; }

    /// <summary>Value and derivatives at a point.</summary>
    public double[] At(double[] point)
    {
        var blocks = (Rows + BlockRows - 1) / BlockRows;
        var sums = new double[blocks][];
        Prepare(point);
        if (blocks == 1)
        {
            sums[0] = Block(point, 0, Rows);
        }
        else
        {
            Parallel.For(0, blocks, b => sums[b] = Block(point, b * BlockRows, Math.Min(Rows, (b + 1) * BlockRows)));
        }

        return Sum([.. sums, OfAll(point)]);
    }

    /// <summary>Makes what all rows share at a point.</summary>
    protected abstract void Prepare(double[] point);

    /// <summary>The sum over some rows; its errors of rounding stay small, as they are few.</summary>
    protected abstract double[] Block(double[] point, int from, int to);

    /// <summary>What is known of all rows together.</summary>
    protected abstract double[] OfAll(double[] point);

    /// <summary>Where the second derivative by i and j ≥ i stands.</summary>
    protected int Second(int i, int j) => 1 + parameters + (i * parameters) - (i * (i - 1) / 2) + (j - i);

    /// <summary>Adds weight · (value, derivatives) of a row whose likelihood is e^u + e^v, or e^u where <paramref name="dead"/> is 0.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="weight">Customers of the row.</param>
    /// <param name="value">ln(e^u + e^v).</param>
    /// <param name="dead">e^v / (e^u + e^v).</param>
    /// <param name="u">First derivatives of u.</param>
    /// <param name="v">Those of v.</param>
    protected void AddMixture(double[] sums, double weight, double value, double dead, ReadOnlySpan<double> u, ReadOnlySpan<double> v)
    {
        sums[0] += weight * value;
        var (alive, both, at) = (1 - dead, weight * dead * (1 - dead), 1 + parameters);
        for (var i = 0; i < parameters; i++)
        {
            sums[1 + i] += weight * ((alive * u[i]) + (dead * v[i]));
            var di = both * (v[i] - u[i]);
            for (var j = i; j < parameters; j++)
            {
                sums[at++] += di * (v[j] - u[j]);
            }
        }
    }

    // Neumaier's sums: what is lost of one block is kept and added in the end.
    private static double[] Sum(double[][] parts)
    {
        var (sum, lost) = (new double[parts[0].Length], new double[parts[0].Length]);
        foreach (var part in parts)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                var next = sum[i] + part[i];
                lost[i] += Math.Abs(sum[i]) >= Math.Abs(part[i]) ? sum[i] - next + part[i] : part[i] - next + sum[i];
                sum[i] = next;
            }
        }

        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += lost[i];
        }

        return sum;
    }
}
