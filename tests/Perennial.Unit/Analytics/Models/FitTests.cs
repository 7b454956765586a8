using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

/// <summary>Fits of customers that were made, of too few of them, and of those that no model fits.</summary>
public sealed class FitTests
{
    private const int Many = 20_000;
    private const double ErrorsApart = 4;

    [Fact]
    public void What_customers_were_made_with_is_found_again()
    {
        var bg = new MadeBuyers(1).BetaGeometric(Many, (0.6, 80, 0.9, 3));
        BgNbd.TryFit(bg, out var fit, out _).ShouldNotBeNull();
        ShouldBeNear(fit!, 0.6, 80, 0.9, 3);
        var mbg = new MadeBuyers(2).BetaGeometric(Many, (0.6, 80, 0.9, 3), fromTheBeginning: true);
        MbgNbd.TryFit(mbg, out fit, out _).ShouldNotBeNull();
        ShouldBeNear(fit!, 0.6, 80, 0.9, 3);
        var pareto = new MadeBuyers(3).Pareto(Many, (0.7, 90, 0.8, 300));
        ParetoNbd.TryFit(pareto, out fit, out _).ShouldNotBeNull();
        ShouldBeNear(fit!, 0.7, 90, 0.8, 300);
        var (x, value) = new MadeBuyers(4).Spending(Many, new GammaGamma(6, 4, 15));
        GammaGamma.TryFit(x, value, out fit, out _).ShouldNotBeNull();
        ShouldBeNear(fit!, 6, 4, 15);
    }

    [Fact]
    public void Every_start_leads_to_the_same()
    {
        var rows = new MadeBuyers(5).BetaGeometric(5000, (0.4, 60, 0.7, 2.2));
        double[][] starts = [[0.3, 100, 0.8, 2.5], [1, 20, 0.5, 4], [5, 500, 0.1, 1], [0.05, 3, 3, 30], [2, 2000, 9, 2]];
        foreach (var likelihood in (Likelihood[])[new BetaGeometricLikelihood(rows, 0), new BetaGeometricLikelihood(rows, 1)])
        {
            var ends = starts.Select(s => Maximizer.Climb(likelihood, s)).ToList();
            foreach (var end in ends)
            {
                end.HasConverged.ShouldBeTrue();
                end.Point.Zip(ends[0].Point).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-4 * p.Second);
            }
        }
    }

    [Fact]
    public void Where_nobody_leaves_that_is_said()
    {
        var rows = new MadeBuyers(6).BetaGeometric(5000, (0.8, 60, 0, 1));
        BgNbd.TryFit(rows, out var bg, out _);
        bg!.Warnings.ShouldContain(FitWarning.NoDropOutIdentifiable);
        ParetoNbd.TryFit(rows, out var pareto, out _);
        pareto!.Warnings.ShouldContain(FitWarning.NoDropOutIdentifiable);
        var leaving = new MadeBuyers(6).BetaGeometric(5000, (0.8, 60, 0.9, 2));
        BgNbd.TryFit(leaving, out bg, out _);
        bg!.Warnings.ShouldNotContain(FitWarning.NoDropOutIdentifiable);
    }

    [Fact]
    public void Too_few_and_nothing_that_differs_are_refused()
    {
        int[] none = new int[5000], year = [.. Enumerable.Repeat(365, 5000)];
        Refused(BuyerRows.Of([], [], [])).ShouldBe(FitRefusal.TooFewReturned);
        Refused(BuyerRows.Of([1], [10], [20])).ShouldBe(FitRefusal.TooFewReturned);
        Refused(BuyerRows.Of(none, none, year)).ShouldBe(FitRefusal.TooFewReturned);
        Refused(BuyerRows.Of(none, none, none)).ShouldBe(FitRefusal.TooFewReturned);
        int[] once = [.. Enumerable.Range(0, 5000).Select(i => i < 99 ? 1 : 0)];
        Refused(BuyerRows.Of(once, once, year)).ShouldBe(FitRefusal.TooFewReturned);
        GammaGamma.TryFit([.. Enumerable.Repeat(1, 500)], [.. Enumerable.Repeat(20.0, 500)], out _, out var refusal).ShouldBeNull();
        refusal.ShouldBe(FitRefusal.NoVariation);
        GammaGamma.TryFit(none, new double[5000], out _, out refusal).ShouldBeNull();
        refusal.ShouldBe(FitRefusal.TooFewReturned);
        ShiftedBetaGeometric.TryFit([3], [100], out _, out refusal).ShouldBeNull();
        refusal.ShouldBe(FitRefusal.TooFewReturned);
    }

    [Fact]
    public void Customers_that_cannot_be_are_refused()
    {
        foreach (var (x, tx, t) in ((int, int, int)[])[(-1, 0, 5), (2, 1, 5), (1, 6, 5), (0, 3, 5), (1, 5, 10_001)])
        {
            Should.Throw<ArgumentException>(() => BuyerRows.Of([x], [tx], [t]));
        }

        Should.Throw<ArgumentException>(() => GammaGamma.TryFit([1], [double.NaN], out _, out _));
        Should.Throw<ArgumentException>(() => ShiftedBetaGeometric.TryFit([-1], [100], out _, out _));
    }

    [Fact]
    public void Fits_of_the_oddest_shops_end_and_are_finite()
    {
        int[] Of(Func<int, int> each) => [.. Enumerable.Range(0, 300).Select(each)];
        foreach (var rows in (BuyerRows[])[
            BuyerRows.Of(Of(_ => 1), Of(_ => 1), Of(_ => 1)), BuyerRows.Of(Of(_ => 10_000), Of(_ => 10_000), Of(_ => 10_000)),
            BuyerRows.Of(Of(i => i % 2), Of(i => i % 2), Of(_ => 10_000)), BuyerRows.Of(Of(i => i), Of(i => i), Of(_ => 300))])
        {
            foreach (var fit in Fits(rows))
            {
                fit.Parameters.ShouldAllBe(p => double.IsFinite(p) && p > 0);
                double.IsFinite(fit.LogLikelihood).ShouldBeTrue();
                fit.Warnings.ShouldNotBeEmpty();
            }
        }

        GammaGamma.TryFit(Of(i => 1 + (i % 3)), [.. Of(i => i).Select(i => 1e9 + (i * 1e6))], out var rich, out _).ShouldNotBeNull();
        rich!.Parameters.ShouldAllBe(p => double.IsFinite(p));
    }

    [Fact]
    public void Value_that_goes_with_frequency_and_a_mean_that_is_infinite_are_said()
    {
        int[] x = [.. Enumerable.Range(0, 500).Select(i => 1 + (i % 10))];
        GammaGamma.TryFit(x, [.. x.Select((n, i) => (10.0 * n) + (i % 7))], out var fit, out _);
        fit!.Warnings.ShouldContain(FitWarning.FrequencyAndValueCorrelate);
        var (days, value) = new MadeBuyers(8).Spending(5000, new GammaGamma(6, 0.7, 15));
        var model = GammaGamma.TryFit(days, value, out fit, out _)!;
        fit!.Warnings.ShouldContain(FitWarning.NoFiniteMean);
        model.MeanValue.ShouldBe(double.PositiveInfinity);
        double.IsFinite(model.ExpectedValue(2, 30)).ShouldBeTrue();
    }

    private static void ShouldBeNear(Fit fit, params double[] made)
    {
        fit.Warnings.ShouldBeEmpty();
        for (var i = 0; i < made.Length; i++)
        {
            Math.Abs(fit.Parameters[i] - made[i]).ShouldBeLessThan(ErrorsApart * fit.StandardErrors[i], $"{i}: {fit.Parameters[i]}");
            fit.StandardErrors[i].ShouldBeLessThan(made[i]);
        }
    }

    private static FitRefusal? Refused(BuyerRows rows)
    {
        BgNbd.TryFit(rows, out _, out var refusal).ShouldBeNull();
        MbgNbd.TryFit(rows, out _, out _).ShouldBeNull();
        ParetoNbd.TryFit(rows, out _, out _).ShouldBeNull();
        return refusal;
    }

    private static IEnumerable<Fit> Fits(BuyerRows rows)
    {
        BgNbd.TryFit(rows, out var bg, out _);
        MbgNbd.TryFit(rows, out var mbg, out _);
        ParetoNbd.TryFit(rows, out var pareto, out _);
        return new[] { bg, mbg, pareto }.OfType<Fit>();
    }
}
