namespace Perennial.Analytics.Models;

/// <summary>
/// MBG/NBD: as BG/NBD, but a customer may leave right after her first order too: λ is gamma(r, α) and p is
/// beta(a, b) over customers. Batislam, Denizel, Filiztekin (2007), Empirical validation and comparison of models for customer base
/// analysis, International Journal of Research in Marketing 24(3); Hoppe, Wagner (2007) name it so. Time is in days.
/// </summary>
/// <param name="R">r.</param>
/// <param name="Alpha">α, in days.</param>
/// <param name="A">a.</param>
/// <param name="B">b.</param>
public sealed record MbgNbd(double R, double Alpha, double A, double B)
{
    /// <summary>Fits it by maximum likelihood.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="fit">What is to be said of it.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    /// <returns>The model; null where it is refused.</returns>
    public static MbgNbd? TryFit(BuyerRows rows, out Fit? fit, out FitRefusal? refusal) =>
        (fit = BetaGeometric.TryFit(rows, shift: 1, out refusal)) is { Parameters: [var r, var alpha, var a, var b] } ? new(r, alpha, a, b) : null;

    /// <summary>The log-likelihood of customers, without a constant that depends on the unit of time alone.</summary>
    public double LogLikelihood(BuyerRows rows) => new BetaGeometricLikelihood(rows, shift: 1).At([R, Alpha, A, B])[0];

    /// <summary>The chance that a customer is still there, in [0, 1]; below 1 for who ordered once.</summary>
    /// <param name="x">Days with an order after the first.</param>
    /// <param name="tx">Days from the first to the last order.</param>
    /// <param name="t">Days from the first order to the last one observed.</param>
    public double Alive(double x, double tx, double t) =>
        1 / (1 + Math.Exp(Math.Log(A / (B + x)) + ((R + x) * LogSpace.LogOnePlus((t - tx) / (Alpha + tx)))));

    /// <summary>Orders expected of a customer in the days to come.</summary>
    /// <inheritdoc cref="Alive"/>
    /// <param name="x">As for <see cref="Alive"/>.</param>
    /// <param name="tx">As there.</param>
    /// <param name="t">As there.</param>
    /// <param name="days">How many days.</param>
    public double ExpectedOrders(double x, double tx, double t, double days) =>
        Alive(x, tx, t) * OrdersWhileThere.Of(R + x, Alpha + t, A, B + x + 1, days);

    /// <summary>The chance of at least one order in the days to come: who is there places the next one before she may leave.</summary>
    /// <inheritdoc cref="ExpectedOrders"/>
    public double AtLeastOne(double x, double tx, double t, double days) =>
        Alive(x, tx, t) * -LogSpace.ExpMinusOne(-(R + x) * LogSpace.LogOnePlus(days / (Alpha + t)));
}
