using Perennial.Analytics.Models;

namespace Perennial.Bench;

/// <summary>
/// Fits of models over customers made after BG/NBD and Gamma-Gamma with the parameters of the CDNOW sample, beside one bare pass over the
/// same weighted rows: the likelihood alone, on one core, with a logarithm wherever there is one in the formula.
/// </summary>
internal static class ModelsBench
{
    private const int Runs = 9;
    private const int HorizonDays = 365;

    private static readonly (double R, double Alpha, double A, double B) Made = (0.243, 30.9, 0.793, 2.426);
    private static readonly (double P, double Q, double V) Spending = (6.25, 3.74, 15.44);

    public static void Run(ulong seed, TextWriter writer)
    {
        var table = new Table("Model, median of 9", "customers", "rows", "fit", "bare pass", "passes", "steps", "log-likelihood", "parameters");
        var scores = new Table("365 days of all customers", "customers", "rows", "seconds", "orders expected");
        foreach (var (customers, daysFrom, daysTo) in ((int, int, int)[])[(2_357, 189, 273), (23_570, 189, 273), (1_000_000, 30, 1_095)])
        {
            var (x, tx, t, value) = Make(customers, daysFrom, daysTo, seed);
            var rows = BuyerRows.Of(x, tx, t);
            var bare = Median(() => BarePass(rows));
            Add("BG/NBD", rows, bare, () => (BgNbd.TryFit(BuyerRows.Of(x, tx, t), out var fit, out _), fit));
            Add("MBG/NBD", rows, bare, () => (MbgNbd.TryFit(BuyerRows.Of(x, tx, t), out var fit, out _), fit));
            Add("Pareto/NBD", rows, bare, () => (ParetoNbd.TryFit(BuyerRows.Of(x, tx, t), out var fit, out _), fit));
            Add("Gamma-Gamma", rows, bare, () => (GammaGamma.TryFit(x, value, out var fit, out _), fit));
            if (BgNbd.TryFit(rows, out _, out _) is { } bg && ParetoNbd.TryFit(rows, out _, out _) is { } pareto)
            {
                AddScores("BG/NBD", rows, bg.Alive, bg.ExpectedOrders, bg.AtLeastOne);
                AddScores("Pareto/NBD", rows, pareto.Alive, pareto.ExpectedOrders, pareto.AtLeastOne);
            }
        }

        table.Write(writer);
        scores.Write(writer);

        void Add(string name, BuyerRows rows, double bare, Func<(object? Model, Fit? Fit)> work)
        {
            var last = work();
            var seconds = Median(() => last = work());
            table.Add(name, $"{rows.Customers:N0}", $"{rows.Count:N0}", Timing.Show(seconds), Timing.Show(bare), $"{seconds / bare:F1}",
                $"{last.Fit?.Iterations}",
                $"{last.Fit?.LogLikelihood:F4}", string.Join(' ', (last.Fit?.Parameters ?? []).Select(p => $"{p:G6}").Concat(
                    (last.Fit?.Warnings ?? []).Select(w => w.ToString()))));
        }

        void AddScores(string name, BuyerRows rows, Func<double, double, double, double> alive,
            Func<double, double, double, double, double> orders, Func<double, double, double, double, double> atLeastOne)
        {
            var told = new (double Alive, double Orders, double One)[rows.Count];
            var seconds = Median(() => Parallel.For(0, rows.Count, i => told[i] = (alive(rows.X[i], rows.Tx[i], rows.T[i]),
                orders(rows.X[i], rows.Tx[i], rows.T[i], HorizonDays), atLeastOne(rows.X[i], rows.Tx[i], rows.T[i], HorizonDays))));
            scores.Add(name, $"{rows.Customers:N0}", $"{rows.Count:N0}", Timing.Show(seconds),
                $"{told.Select((s, i) => s.Orders * rows.Weight[i]).Sum():N0}");
        }
    }

    private static double Median(Action work) => Timing.Median([.. Enumerable.Range(0, Runs).Select(_ => Timing.Seconds(work))]);

    private static double BarePass(BuyerRows rows)
    {
        var (r, alpha, a, b) = Made;
        var sum = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (x, orders) = (rows.X[i], r + rows.X[i]);
            var alive = -orders * Math.Log(alpha + rows.T[i]);
            var left = x == 0 ? double.NegativeInfinity : Math.Log(a) - Math.Log(b + x - 1) - (orders * Math.Log(alpha + rows.Tx[i]));
            sum += rows.Weight[i] * (alive + Math.Log(1 + Math.Exp(left - alive)));
        }

        return sum;
    }

    private static (int[] X, int[] Tx, int[] T, double[] Value) Make(int customers, int daysFrom, int daysTo, ulong seed)
    {
        var dice = new Dice(seed);
        var (x, tx, t, value) = (new int[customers], new int[customers], new int[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            t[i] = daysFrom + dice.Below(daysTo - daysFrom);
            var (rate, leaving) = (Gamma(ref dice, Made.R) / Made.Alpha, Gamma(ref dice, Made.A));
            leaving /= leaving + Gamma(ref dice, Made.B);
            var (money, spent) = (Gamma(ref dice, Spending.Q) / Spending.V, 0.0);
            for (var at = dice.Exponential() / rate; at < t[i]; at += dice.Exponential() / rate)
            {
                var day = Math.Max(1, (int)Math.Ceiling(at));
                if (day > tx[i] && day <= t[i])
                {
                    (x[i], tx[i]) = (x[i] + 1, day);
                    spent += Gamma(ref dice, Spending.P) / money;
                }

                if (dice.Fraction() < leaving)
                {
                    break;
                }
            }

            value[i] = x[i] == 0 ? 0 : spent / x[i];
        }

        return (x, tx, t, value);
    }

    // Marsaglia and Tsang (2000).
    private static double Gamma(ref Dice dice, double shape)
    {
        if (shape < 1)
        {
            return Gamma(ref dice, shape + 1) * Math.Pow(1 - dice.Fraction(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = Math.Log(dice.LogNormal(1, 1));
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && -dice.Exponential() < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
