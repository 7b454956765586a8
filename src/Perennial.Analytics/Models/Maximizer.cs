namespace Perennial.Analytics.Models;

/// <summary>A maximum that was found.</summary>
/// <param name="Point">Where.</param>
/// <param name="Value">How high.</param>
/// <param name="Gradient">Largest derivative by the logarithm of a parameter.</param>
/// <param name="Iterations">Steps it took.</param>
/// <param name="HasConverged">Whether it rests there.</param>
internal sealed record Maximum(double[] Point, double Value, double Gradient, int Iterations, bool HasConverged);

/// <summary>
/// Finds the highest point of a likelihood by Newton's steps in the logarithms of its parameters, damped as by Levenberg and Marquardt.
/// It ends where another step would gain less than matters: at a million rows the derivatives never become zero for rounding.
/// </summary>
internal static class Maximizer
{
    /// <summary>Logarithms of parameters that are looked at lie between - and + this.</summary>
    public const double LogMax = 18;

    private const int StepsMax = 200;
    private const double StepMax = 2;

    /// <summary>What a step gains of likelihood that is not worth it any more.</summary>
    public const double GainEnough = 1e-9;

    /// <summary>The same where only the neighbourhood of a maximum is wanted.</summary>
    public const double GainNearby = 1e-2;

    // Of a likelihood that is the sum over a million customers the last three digits are noise.
    private const double Rounding = 1e-13;
    private const double DampingFirst = 1e-3;
    private const double DampingSmall = 1e-2;
    private const double DampingMin = 1e-12;
    private const double DampingMax = 1e12;
    private const double Harder = 8;
    private const double Softer = 0.15;

    /// <summary>Climbs from a start.</summary>
    public static Maximum Climb(Likelihood likelihood, IReadOnlyList<double> start, double gainEnough = GainEnough)
    {
        var n = likelihood.Parameters;
        double[] theta = [.. start.Select(p => Math.Clamp(Math.Log(p), -LogMax, LogMax))];
        var here = Logarithmic(likelihood, theta);
        var damping = DampingFirst;
        for (var step = 0; step < StepsMax; step++)
        {
            var moved = Step(here, theta, damping, n);
            var gain = moved is null ? double.PositiveInfinity : Promise(here, theta, moved, n);
            if (moved is not null && damping <= DampingSmall && gain <= Math.Max(gainEnough, Math.Abs(here[0]) * Rounding))
            {
                return Ended(here, theta, step, n, hasConverged: true);
            }

            var there = moved is null ? null : Logarithmic(likelihood, moved);
            if (there is not null && double.IsFinite(there[0]) && there[0] >= here[0] - (Math.Abs(here[0]) * Rounding / 10))
            {
                (theta, here, damping) = (moved!, there, Math.Max(DampingMin, damping * Softer));
                continue;
            }

            damping *= Harder;
            if (damping > DampingMax)
            {
                // No step goes up any more: rounding is all that is left.
                return Ended(here, theta, step, n, hasConverged: true);
            }
        }

        return Ended(here, theta, StepsMax, n, hasConverged: false);
    }

    /// <summary>Standard errors of the parameters from the curvature; NaN where it is not that of a maximum.</summary>
    public static double[] StandardErrors(Likelihood likelihood, double[] point)
    {
        var n = likelihood.Parameters;
        double[] theta = [.. point.Select(p => Math.Log(p))];
        var curvature = Curvature(Logarithmic(likelihood, theta), n, damping: 0);
        var errors = new double[n];
        for (var i = 0; i < n; i++)
        {
            var unit = new double[n];
            unit[i] = 1;
            errors[i] = Cholesky.Solve(curvature, unit) is { } column && column[i] > 0 ? point[i] * Math.Sqrt(column[i]) : double.NaN;
        }

        return errors;
    }

    private static Maximum Ended(double[] here, double[] theta, int steps, int n, bool hasConverged) => new([.. theta.Select(Math.Exp)],
        here[0], Enumerable.Range(1, n).Max(i => Math.Abs(here[i])), steps, hasConverged);

    // Derivatives by theta = ln p: p · g, and p_i p_j h_ij + [i = j] p_i g_i.
    private static double[] Logarithmic(Likelihood likelihood, double[] theta)
    {
        var n = likelihood.Parameters;
        double[] point = [.. theta.Select(Math.Exp)];
        var at = likelihood.At(point);
        var k = 1 + n;
        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++, k++)
            {
                at[k] = (at[k] * point[i] * point[j]) + (i == j ? at[1 + i] * point[i] : 0);
            }
        }

        for (var i = 0; i < n; i++)
        {
            at[1 + i] *= point[i];
        }

        return at;
    }

    private static double[]? Step(double[] here, double[] theta, double damping, int n)
    {
        var direction = Cholesky.Solve(Curvature(here, n, damping), here.AsSpan(1, n).ToArray());
        if (direction is null || !Array.TrueForAll(direction, double.IsFinite))
        {
            return null;
        }

        var length = direction.Max(Math.Abs);
        var shrink = length > StepMax ? StepMax / length : 1;
        return [.. theta.Select((t, i) => Math.Clamp(t + (shrink * direction[i]), -LogMax, LogMax))];
    }

    // What the step gains if the likelihood is the parabola it looks like.
    private static double Promise(double[] here, double[] theta, double[] moved, int n)
    {
        var gain = 0.0;
        for (var i = 0; i < n; i++)
        {
            gain += here[1 + i] * (moved[i] - theta[i]);
        }

        return gain;
    }

    // The negative of the second derivatives, made positive by what is added to its diagonal.
    private static double[,] Curvature(double[] here, int n, double damping)
    {
        var curvature = new double[n, n];
        var k = 1 + n;
        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++, k++)
            {
                (curvature[i, j], curvature[j, i]) = (-here[k], -here[k]);
            }
        }

        for (var i = 0; i < n; i++)
        {
            curvature[i, i] += damping * Math.Max(Math.Abs(curvature[i, i]), 1e-6 * Math.Max(1, Math.Abs(here[0])));
        }

        return curvature;
    }
}
