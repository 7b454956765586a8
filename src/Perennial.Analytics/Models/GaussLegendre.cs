namespace Perennial.Analytics.Models;

/// <summary>Nodes and weights on [-1, 1] with which n values give an integral as exactly as 2n powers of its argument would (Gauss 1814).</summary>
internal sealed class GaussLegendre
{
    private const double NodeSmall = 1e-15;
    private const int StepsMax = 100;

    private GaussLegendre(int count)
    {
        (Nodes, Weights) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var (x, slope) = Root(count, Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)));
            (Nodes[i], Weights[i]) = (x, 2 / ((1 - (x * x)) * slope * slope));
        }
    }

    /// <summary>With 8 values.</summary>
    public static GaussLegendre Eight { get; } = new(8);

    /// <summary>With 16.</summary>
    public static GaussLegendre Sixteen { get; } = new(16);

    /// <summary>With 32.</summary>
    public static GaussLegendre ThirtyTwo { get; } = new(32);

    /// <summary>Where the values are taken.</summary>
    public double[] Nodes { get; }

    /// <summary>What each counts.</summary>
    public double[] Weights { get; }

    // A zero of Legendre's polynomial and its slope there, by Newton's steps from near.
    private static (double X, double Slope) Root(int count, double x)
    {
        var slope = 0.0;
        for (var step = 0; step < StepsMax; step++)
        {
            var (before, here) = (1.0, x);
            for (var k = 2; k <= count; k++)
            {
                (before, here) = (here, ((((2 * k) - 1) * x * here) - ((k - 1) * before)) / k);
            }

            slope = count * ((x * here) - before) / ((x * x) - 1);
            var move = here / slope;
            x -= move;
            if (Math.Abs(move) <= NodeSmall)
            {
                break;
            }
        }

        return (x, slope);
    }
}
