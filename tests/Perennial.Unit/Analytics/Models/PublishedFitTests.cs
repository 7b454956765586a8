using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

/// <summary>Fits of the papers' own data come out at the precision they are printed in.</summary>
public sealed class PublishedFitTests
{
    // Fader, Hardie, Lee 2005, table 2, in weeks.
    [Fact]
    public void BG_NBD_of_the_CDNOW_sample()
    {
        var cdnow = CdnowSample.Get();
        var model = BgNbd.TryFit(cdnow.Rows, out var fit, out _)!;
        Rounded(model.R, model.Alpha / 7, model.A, model.B).ShouldBe([0.243, 4.414, 0.793, 2.426]);
        cdnow.PerWeek(fit!.LogLikelihood).ShouldBe(-9582.4, 0.05);
        model.LogLikelihood(cdnow.Rows).ShouldBe(fit.LogLikelihood, 1e-9);
        (fit.Customers, fit.Starts, fit.Warnings.Count).ShouldBe((2357, 5, 0));
        fit.Gradient.ShouldBeLessThan(1e-6);
    }

    // lifetimes 0.11.3 prints these for the same rows.
    [Fact]
    public void MBG_NBD_of_the_CDNOW_sample()
    {
        var model = MbgNbd.TryFit(CdnowSample.Get().Rows, out var fit, out _)!;
        Rounded(model.R, model.Alpha / 7, model.A, model.B).ShouldBe([0.525, 6.183, 0.891, 1.614]);
        fit!.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Pareto_NBD_of_the_CDNOW_sample()
    {
        var cdnow = CdnowSample.Get();
        var model = ParetoNbd.TryFit(cdnow.Rows, out var fit, out _)!;
        Rounded(model.R, model.Alpha / 7, model.S, model.Beta / 7).ShouldBe([0.553, 10.578, 0.606, 11.669]);
        cdnow.PerWeek(fit!.LogLikelihood).ShouldBe(-9595.0, 0.05);
        fit.Warnings.ShouldBeEmpty();
    }

    // Fader, Hardie 2013: 946 customers.
    [Fact]
    public void Gamma_Gamma_of_the_CDNOW_sample()
    {
        var cdnow = CdnowSample.Get();
        var model = GammaGamma.TryFit(cdnow.X, cdnow.Value, out var fit, out _)!;
        Math.Round(model.P, 2).ShouldBe(6.25);
        Math.Round(model.Q, 2).ShouldBe(3.74);
        Math.Round(model.V, 2).ShouldBe(15.44);
        fit!.Customers.ShouldBe(946);
    }

    // Fader, Hardie 2007, table 1: customers left of a thousand after each of seven years.
    [Theory]
    [InlineData(new long[] { 131, 126, 90, 60, 42, 34, 26 }, 491, 0.668, 3.806, -1611.2)]
    [InlineData(new long[] { 369, 163, 86, 56, 37, 27, 21 }, 241, 0.704, 1.182, -1680.3)]
    public void SBG_of_two_groups_of_subscribers(long[] left, long there, double alpha, double beta, double logLikelihood)
    {
        var model = ShiftedBetaGeometric.TryFit(left, [0, 0, 0, 0, 0, 0, there], out var fit, out _)!;
        Rounded(model.Alpha, model.Beta).ShouldBe([alpha, beta]);
        Math.Round(fit!.LogLikelihood, 1).ShouldBe(logLikelihood);
        model.Survival(0).ShouldBe(1);
        (model.Survival(5) - model.Survival(6)).ShouldBe(model.Survival(5) * (1 - model.Retention(6)), 1e-12);
    }

    // Fader, Hardie, Lee 2005, implementing BG/NBD in Excel: a customer's next 39 weeks.
    [Fact]
    public void BG_NBD_expects_of_the_example_what_the_note_does() => new BgNbd(0.243, 4.414, 0.793, 2.426)
        .ExpectedOrders(2, 30.43, 38.86, 39).ShouldBe(1.226, 0.0005);

    // The papers' figures show both models below what came.
    [Fact]
    public void Both_models_come_near_what_came_in_the_39_weeks_after()
    {
        var cdnow = CdnowSample.Get();
        var (bg, pareto) = (BgNbd.TryFit(cdnow.Rows, out _, out _)!, ParetoNbd.TryFit(cdnow.Rows, out _, out _)!);
        double came = cdnow.Later.Sum();
        cdnow.Customers.Sum(c => pareto.ExpectedOrders(c.X, c.Tx, c.T, CdnowSample.LaterDays)).ShouldBeInRange(0.85 * came, came);
        cdnow.Customers.Sum(c => bg.ExpectedOrders(c.X, c.Tx, c.T, CdnowSample.LaterDays)).ShouldBeInRange(0.85 * came, came);
    }

    private static double[] Rounded(params double[] values) => [.. values.Select(v => Math.Round(v, 3))];
}
