namespace Perennial.Analytics.Models;

/// <summary>
/// Gamma-Gamma: what a customer spends on a day varies around her own mean as gamma(p, ν) does, whose ν is gamma(q, γ) over customers,
/// independently of how often she buys. Fader, Hardie (2013), The Gamma-Gamma model of monetary value. Money is in major units; its unit
/// is also that of γ, which the note and the report call v.
/// </summary>
/// <param name="P">p.</param>
/// <param name="Q">q.</param>
/// <param name="V">γ, called v.</param>
public sealed record GammaGamma(double P, double Q, double V)
{
    private const double CorrelationMax = 0.3;

    /// <summary>What customers spend on a buying day on average; infinite where q ≤ 1.</summary>
    public double MeanValue => Q > 1 ? P * V / (Q - 1) : double.PositiveInfinity;

    /// <summary>Fits it by maximum likelihood (eq. 1a of the note).</summary>
    /// <param name="x">Days with an order after the first, one a customer; customers with none are left out.</param>
    /// <param name="value">Mean value of those days; customers whose is not above 0 are left out.</param>
    /// <param name="fit">What is to be said of it.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    /// <exception cref="ArgumentException">The two are not of one length, or a value is no number.</exception>
    public static GammaGamma? TryFit(ReadOnlySpan<int> x, ReadOnlySpan<double> value, out Fit? fit, out FitRefusal? refusal)
    {
        var spending = GammaGammaLikelihood.Of(x, value);
        fit = null;
        refusal = spending.Customers < Fit.ReturnedMin ? FitRefusal.TooFewReturned : spending.AreEqual ? FitRefusal.NoVariation : null;
        if (refusal is not null)
        {
            return null;
        }

        var mean = spending.Mean;
        var starts = new[] { (6.0, 4.0), (1.0, 2.0), (2.0, 10.0), (20.0, 1.5), (0.5, 1.2) }
            .Select(s => new[] { s.Item1, s.Item2, mean * (s.Item2 - 1) / s.Item1 }).ToList();
        if (FitSearch.Climb(spending.Sample(), spending, starts) is not var (best, tried))
        {
            refusal = FitRefusal.NoVariation;
            return null;
        }

        var errors = Maximizer.StandardErrors(spending, best.Point);
        fit = new Fit(best.Point, errors, best.Value)
        {
            Customers = spending.Customers, Gradient = best.Gradient / spending.Customers, Starts = starts.Count, Iterations = best.Iterations,
            Warnings = [.. FitSearch.Warnings(best, tried, errors),
                .. best.Point[1] < 1 ? new[] { FitWarning.NoFiniteMean } : [],
                .. Math.Abs(spending.Correlation) > CorrelationMax ? new[] { FitWarning.FrequencyAndValueCorrelate } : []],
        };
        return new GammaGamma(best.Point[0], best.Point[1], best.Point[2]);
    }

    /// <summary>
    /// What a customer is expected to spend on a buying day (eq. 5): between what she did and what all do, the nearer to the former the
    /// more days there were; infinite where not even that many days make it finite.
    /// </summary>
    /// <param name="x">Days it is the mean of; 0 for what all do.</param>
    /// <param name="value">Their mean value.</param>
    public double ExpectedValue(double x, double value) =>
        x == 0 ? MeanValue : (P * x) + Q > 1 ? P * (V + (x * value)) / ((P * x) + Q - 1) : double.PositiveInfinity;
}
