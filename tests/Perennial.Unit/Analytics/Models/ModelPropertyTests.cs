using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

/// <summary>What holds of the models whatever their parameters and customers are.</summary>
public sealed class ModelPropertyTests
{
    private static readonly Gen<double> Parameter = Gen.Double[-6, 6].Select(d => Math.Exp(d));
    private static readonly Gen<double> Days = Gen.Double[-1, 8].Select(d => Math.Exp(d));

    private static readonly Gen<(int X, int Tx, int T)> Customer = Gen.Select(
        Gen.Int[0, 10_000], Gen.Double[0, 1], Gen.OneOf(Gen.Int[1, 60], Gen.Int[1, 10_000]))
        .Select((x, part, t) =>
        {
            var few = Math.Min(x % 3 == 0 ? x : x % 20, t);
            var tx = few == 0 ? 0 : Math.Max(few, (int)(part * t));
            return (few, tx, t);
        });

    private sealed record Told(Func<double, double, double, double> Alive, Func<double, double, double, double, double> Orders,
        Func<double, double, double, double, double> AtLeastOne);

    [Fact]
    public void Chances_are_chances_and_orders_are_finite_and_rise_with_the_days() =>
        Gen.Select(Parameter, Parameter, Parameter, Parameter, Customer, Days).Sample((r, alpha, a, b, c, days) =>
        {
            foreach (var model in Models(r, alpha * 10, a, b))
            {
                var (x, tx, t) = (c.X, c.Tx, c.T);
                var alive = model.Alive(x, tx, t);
                alive.ShouldBeInRange(0, 1);
                var (one, orders) = (model.AtLeastOne(x, tx, t, days), model.Orders(x, tx, t, days));
                one.ShouldBeInRange(0, alive * (1 + 1e-9));
                double.IsFinite(orders).ShouldBeTrue();
                orders.ShouldBeGreaterThanOrEqualTo(one * (1 - 1e-6) - 1e-9);
                model.Orders(x, tx, t, 2 * days).ShouldBeGreaterThanOrEqualTo(orders * (1 - 1e-7) - 1e-9);
                model.AtLeastOne(x, tx, t, 2 * days).ShouldBeGreaterThanOrEqualTo(one * (1 - 1e-7) - 1e-9);
                model.Orders(x, tx, t, 0).ShouldBe(0);
            }
        });

    [Fact]
    public void A_longer_silence_never_raises_the_chance_of_being_there() =>
        Gen.Select(Parameter, Parameter, Parameter, Parameter, Customer, Gen.Int[1, 400]).Sample((r, alpha, a, b, c, silence) =>
        {
            foreach (var model in Models(r, alpha * 10, a, b))
            {
                model.Alive(c.X, c.Tx, c.T + silence).ShouldBeLessThanOrEqualTo(model.Alive(c.X, c.Tx, c.T) * (1 + 1e-9));
            }
        });

    [Fact]
    public void Weeks_say_what_days_say() =>
        Gen.Select(Parameter, Parameter, Parameter, Parameter, Customer, Days).Sample((r, alpha, a, b, c, days) =>
        {
            foreach (var (day, week) in Models(r, alpha * 70, a, b, 70).Zip(Models(r, alpha * 10, a, b, 10)))
            {
                day.Alive(c.X, c.Tx, c.T).ShouldBe(week.Alive(c.X, c.Tx / 7.0, c.T / 7.0), 1e-9);
                var orders = day.Orders(c.X, c.Tx, c.T, days);
                orders.ShouldBe(week.Orders(c.X, c.Tx / 7.0, c.T / 7.0, days / 7), 1e-6 * (1 + orders));
            }
        });

    // With nobody to leave before it, eq. 10 is an integral over p that has no pole anywhere.
    [Fact]
    public void Orders_while_there_are_their_integral_also_where_a_is_1() =>
        Gen.Select(Gen.OneOf(Gen.Const(1.0), Gen.Double[0.5, 6], Gen.Double[6, 60]), Gen.Int[1, 20],
                Gen.OneOf(Gen.Double[0.1, 20], Gen.Double[20, 300]), Gen.Double[1, 100], Days)
            .Sample((a, b, r, alpha, t) =>
            {
                double At(double p) => p <= 0 ? 0 : (1 - Math.Pow(alpha / (alpha + (p * t)), r)) * Math.Pow(p, a - 2) * Math.Pow(1 - p, b - 1);
                var beta = Math.Exp(GammaFunctions.Log(a) + GammaFunctions.Log(b) - GammaFunctions.Log(a + b));
                var (sum, rule) = (0.0, GaussLegendre.ThirtyTwo);

                // Shorter pieces towards 0, where powers of p bend.
                for (var (high, piece) = (1.0, 0); piece < 60; piece++, high /= 2)
                {
                    for (var k = 0; k < rule.Nodes.Length; k++)
                    {
                        sum += rule.Weights[k] * high / 4 * At((high * 0.75) + (high / 4 * rule.Nodes[k]));
                    }
                }

                var orders = OrdersWhileThere.Of(r, alpha, a, b, t);
                orders.ShouldBe(sum / beta, 1e-6 * (1 + orders));
            }, iter: 300);

    // Where papers' formulas lose all digits.
    [Fact]
    public void A_weekly_buyer_of_four_years_is_there()
    {
        var model = new ParetoNbd(0.553, 10.578, 0.606, 11.669);
        model.Alive(221, 103.42857, 103.57143).ShouldBeInRange(0.99, 1);
        double.IsFinite(model.ExpectedOrders(221, 103.42857, 103.57143, 52)).ShouldBeTrue();
        model.Alive(10_000, 9_999, 10_000).ShouldBeInRange(0, 1);
        model.Alive(10_000, 9_000, 10_000).ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Derivatives_are_those_of_the_likelihood() =>
        Gen.Select(Gen.Double[-2, 2].Array[4], Gen.Int).Sample((logs, seed) =>
        {
            var rows = new MadeBuyers(seed).BetaGeometric(200, (0.5, 40, 0.8, 2.5));
            double[] point = [.. logs.Select((l, i) => Math.Exp(l) * (i == 1 ? 50 : 1))];
            ShouldHaveItsDerivatives(new BetaGeometricLikelihood(rows, 0), point);
            ShouldHaveItsDerivatives(new BetaGeometricLikelihood(rows, 1), point);
            point[3] *= 50;
            ShouldHaveItsDerivatives(new ParetoNbdLikelihood(rows), point);
            var (x, value) = new MadeBuyers(seed).Spending(200, new GammaGamma(6, 4, 15));
            ShouldHaveItsDerivatives(GammaGammaLikelihood.Of(x, value), [Math.Exp(logs[0]), Math.Exp(logs[1]), 10 * Math.Exp(logs[2])]);
        }, iter: 40);

    [Fact]
    public void Weights_are_repeated_rows_and_blocks_are_one()
    {
        // 30,000 customers of all kinds are more rows than a block.
        var rows = new MadeBuyers(7).BetaGeometric(30_000, (0.8, 60, 0.7, 2));
        var (x, tx, t) = (new List<int>(), new List<int>(), new List<int>());
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            for (var k = 0; k < rows.Weight[i]; k++)
            {
                x.Add(rows.X[i]);
                tx.Add(rows.Tx[i]);
                t.Add(rows.T[i]);
            }
        }

        var again = BuyerRows.Of([.. x], [.. tx], [.. t]);
        again.Count.ShouldBe(rows.Count);
        again.Weight.ShouldBe(rows.Weight);
        again.X.ShouldBe(rows.X);
        var model = new BgNbd(0.8, 60, 0.7, 2);
        var one = Enumerable.Range(0, rows.Count).Sum(i =>
            rows.Weight[i] * model.LogLikelihood(BuyerRows.Of([rows.X[i]], [rows.Tx[i]], [rows.T[i]])));
        model.LogLikelihood(rows).ShouldBe(one, 1e-9 * Math.Abs(one));
    }

    private static void ShouldHaveItsDerivatives(Likelihood likelihood, double[] point)
    {
        var (n, here) = (likelihood.Parameters, likelihood.At(point));
        for (var (i, at) = (0, 1 + n); i < n; i++)
        {
            var h = 1e-4 * point[i];
            double[] up = [.. point], down = [.. point];
            (up[i], down[i]) = (point[i] + h, point[i] - h);
            var (above, below) = (likelihood.At(up), likelihood.At(down));
            ((above[0] - below[0]) / (2 * h)).ShouldBe(here[1 + i], 1e-5 * (Math.Abs(here[1 + i]) + (Math.Abs(here[0]) / point[i])));
            for (var j = i; j < n; j++, at++)
            {
                ((above[1 + j] - below[1 + j]) / (2 * h)).ShouldBe(here[at],
                    1e-5 * (Math.Abs(here[at]) + (Math.Abs(here[1 + j]) / point[i]) + (Math.Abs(here[0]) / point[i] / point[j])));
            }
        }
    }

    private static IEnumerable<Told> Models(double r, double alpha, double a, double b, double unit = 10)
    {
        var (bg, mbg, pareto) = (new BgNbd(r, alpha, a, b), new MbgNbd(r, alpha, a, b), new ParetoNbd(r, alpha, a, b * unit));
        yield return new Told(bg.Alive, bg.ExpectedOrders, bg.AtLeastOne);
        yield return new Told(mbg.Alive, mbg.ExpectedOrders, mbg.AtLeastOne);
        yield return new Told(pareto.Alive, pareto.ExpectedOrders, pareto.AtLeastOne);
    }
}
