namespace Perennial.Analytics.Models;

/// <summary>
/// Pareto/NBD: a customer orders at her own rate λ for a time that ends at her own rate μ; λ is gamma(r, α) and μ is gamma(s, β) over
/// customers. Schmittlein, Morrison, Colombo (1987), Counting your customers: who are they and what will they do next?, Management Science
/// 33(1). Time is in days.
/// </summary>
/// <param name="R">r.</param>
/// <param name="Alpha">α, in days.</param>
/// <param name="S">s.</param>
/// <param name="Beta">β, in days.</param>
public sealed record ParetoNbd(double R, double Alpha, double S, double Beta)
{
    /// <summary>Fits it by maximum likelihood.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="fit">What is to be said of it.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    /// <returns>The model; null where it is refused.</returns>
    public static ParetoNbd? TryFit(BuyerRows rows, out Fit? fit, out FitRefusal? refusal) =>
        (fit = FitSearch.TryRun(rows, r => new ParetoNbdLikelihood(r), Starts(rows), NoDropOut.LogLikelihood, out refusal)) is
            { Parameters: [var r, var alpha, var s, var beta] } ? new(r, alpha, s, beta) : null;

    /// <summary>The log-likelihood of customers, without a constant that depends on the unit of time alone.</summary>
    public double LogLikelihood(BuyerRows rows) => new ParetoNbdLikelihood(rows).At([R, Alpha, S, Beta])[0];

    /// <summary>The chance that a customer is still there, in [0, 1] (Fader, Hardie 2005, eq. 11 of the note).</summary>
    /// <param name="x">Days with an order after the first.</param>
    /// <param name="tx">Days from the first to the last order.</param>
    /// <param name="t">Days from the first order to the last one observed.</param>
    public double Alive(double x, double tx, double t) => 1 / (1 + Math.Exp(new ParetoDeath(R, Alpha, S, Beta).Log(x, tx, t) - LogThere(x, t)));

    /// <summary>Orders expected of a customer in the days to come (eq. 41 of the note), also where s is 1.</summary>
    /// <inheritdoc cref="Alive"/>
    /// <param name="x">As for <see cref="Alive"/>.</param>
    /// <param name="tx">As there.</param>
    /// <param name="t">As there.</param>
    /// <param name="days">How many days.</param>
    public double ExpectedOrders(double x, double tx, double t, double days)
    {
        var log = LogSpace.LogOnePlus(days / (Beta + t));
        var time = S == 1 ? log : -LogSpace.ExpMinusOne((1 - S) * log) / (S - 1);
        return Alive(x, tx, t) * (R + x) * (Beta + t) / (Alpha + t) * time;
    }

    /// <summary>
    /// The chance of at least one order in the days to come: what is left when of those who are still there those are taken away who
    /// place none, whether they leave or not. They are as likely as somebody seen to have ordered last at T, at the end of those days.
    /// </summary>
    /// <inheritdoc cref="ExpectedOrders"/>
    public double AtLeastOne(double x, double tx, double t, double days)
    {
        var death = new ParetoDeath(R, Alpha, S, Beta);
        var there = LogThere(x, t);
        var none = 1 / (1 + Math.Exp(death.Log(x, tx, t) - there)) *
            (Math.Exp(LogThere(x, t + days) - there) + Math.Exp(death.Log(x, t, t + days) - there));
        return Math.Max(0, Alive(x, tx, t) - none);
    }

    private double LogThere(double x, double t) => (-(R + x) * Math.Log(Alpha + t)) - (S * Math.Log(Beta + t));

    // Around how often customers order on average, and some leaving within the time that they are observed.
    private static double[][] Starts(BuyerRows rows)
    {
        var (orders, days) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            orders += rows.Weight[i] * rows.X[i];
            days += rows.Weight[i] * rows.T[i];
        }

        var (rate, length) = (orders / days, days / rows.Customers);
        return [.. new[] { (0.5, 0.6, 0.3), (1.0, 0.3, 1.0), (0.3, 1.5, 3.0), (3.0, 0.5, 0.1), (0.1, 3.0, 10.0) }
            .Select(s => new[] { s.Item1, s.Item1 / rate, s.Item2, s.Item3 * length })];
    }
}
