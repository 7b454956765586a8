namespace Perennial.Analytics.Models;

/// <summary>Fits a model of buying while alive from several starts: first on few rows, then the best of them on all.</summary>
internal static class FitSearch
{
    private const int SampleRows = 256;

    // Of twice this much likelihood, a chance of 5 % with one parameter more at the end of its range.
    private const double GainOfDropOut = 1.35;
    private const double ErrorsClear = 3;
    private const double MaximaApart = 0.5;
    private const double ErrorOfFlat = 3;
    private const double LogNearEnd = 0.5;

    /// <summary>Fits.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="of">The likelihood of rows.</param>
    /// <param name="starts">Where to begin.</param>
    /// <param name="withoutDropOut">The log-likelihood of the model in which nobody leaves, from a point of this one.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    public static Fit? TryRun(BuyerRows rows, Func<BuyerRows, Likelihood> of, double[][] starts,
        Func<BuyerRows, IReadOnlyList<double>, double> withoutDropOut, out FitRefusal? refusal)
    {
        refusal = rows.Returned < Fit.ReturnedMin ? FitRefusal.TooFewReturned : rows.T.Max() == 0 ? FitRefusal.NoVariation : null;
        if (refusal is not null)
        {
            return null;
        }

        var all = of(rows);
        if (Climb(of(rows.Sample(SampleRows)), all, starts) is not var (best, tried))
        {
            refusal = FitRefusal.NoVariation;
            return null;
        }

        var errors = Maximizer.StandardErrors(all, best.Point);

        // The third parameter is the one of leaving; far from 0 by its own error nothing else has to be asked.
        var isFree = !(errors[2] < best.Point[2] / ErrorsClear) && best.Value - withoutDropOut(rows, best.Point) < GainOfDropOut;
        return new Fit(best.Point, errors, best.Value)
        {
            Customers = rows.Customers, Gradient = best.Gradient / rows.Customers, Starts = starts.Length, Iterations = best.Iterations,
            Warnings = [.. isFree ? new[] { FitWarning.NoDropOutIdentifiable } : [], .. Warnings(best, tried, errors)],
        };
    }

    /// <summary>Climbs from each start over few rows, and from the best of their ends over all.</summary>
    /// <param name="sample">The likelihood of few rows.</param>
    /// <param name="all">That of all.</param>
    /// <param name="starts">Where to begin.</param>
    /// <returns>Where it ended, and what the starts led to, the highest first; null where none led anywhere.</returns>
    public static (Maximum Best, IReadOnlyList<Maximum> Tried)? Climb(Likelihood sample, Likelihood all, IEnumerable<double[]> starts)
    {
        List<Maximum> tried = [.. starts.Select(s => Maximizer.Climb(sample, s, Maximizer.GainNearby)).Where(m => double.IsFinite(m.Value))
            .OrderByDescending(m => m.Value)];
        return tried.Count == 0 ? null : (Maximizer.Climb(all, tried[0].Point), tried);
    }

    /// <summary>What is to be said of any fit.</summary>
    /// <param name="best">Where it ended.</param>
    /// <param name="tried">What the starts led to, on the same rows as each other, the highest first.</param>
    /// <param name="errors">Standard errors.</param>
    public static IReadOnlyList<FitWarning> Warnings(Maximum best, IReadOnlyList<Maximum> tried, IReadOnlyList<double> errors)
    {
        var warnings = new List<FitWarning>();
        Add(FitWarning.BoundaryHit, Array.Exists(best.Point, p => Math.Abs(Math.Log(p)) > Maximizer.LogMax - LogNearEnd));
        Add(FitWarning.FlatLikelihood, errors.Zip(best.Point).Any(e => !(e.First < ErrorOfFlat * e.Second)));
        Add(FitWarning.NotConverged, !best.HasConverged);
        Add(FitWarning.SeveralMaxima, tried.Any(m => m.HasConverged && tried[0].Value - m.Value > MaximaApart));
        return warnings;

        void Add(FitWarning warning, bool isSo)
        {
            if (isSo)
            {
                warnings.Add(warning);
            }
        }
    }
}
