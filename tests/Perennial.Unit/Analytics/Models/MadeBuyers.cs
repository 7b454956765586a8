using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

/// <summary>Customers made after a model, from a seed.</summary>
internal sealed class MadeBuyers(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Customers who order at rates that are gamma(r, α) over them, and leave after an order with a chance of beta(a, b); with
    /// a = 0 never.</summary>
    public BuyerRows BetaGeometric(int customers, (double R, double Alpha, double A, double B) model, bool fromTheBeginning = false) =>
        Make(customers, model.R, model.Alpha, (rate, length) =>
        {
            var p = model.A == 0 ? 0 : Beta(model.A, model.B);
            var days = new List<double>();
            if (fromTheBeginning && random.NextDouble() < p)
            {
                return days;
            }

            for (var at = Wait(rate); at < length; at += Wait(rate))
            {
                days.Add(at);
                if (random.NextDouble() < p)
                {
                    break;
                }
            }

            return days;
        });

    /// <summary>Customers who order at rates that are gamma(r, α) over them for a time that ends at rates that are gamma(s, β).</summary>
    public BuyerRows Pareto(int customers, (double R, double Alpha, double S, double Beta) model) =>
        Make(customers, model.R, model.Alpha, (rate, length) =>
        {
            var end = Math.Min(length, Wait(Gamma(model.S) / model.Beta));
            var days = new List<double>();
            for (var at = Wait(rate); at < end; at += Wait(rate))
            {
                days.Add(at);
            }

            return days;
        });

    /// <summary>Days with an order after the first and their mean value, of Gamma-Gamma customers.</summary>
    public (int[] X, double[] Value) Spending(int customers, GammaGamma model)
    {
        var (x, values) = (new int[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            x[i] = 1 + (int)(10 * random.NextDouble() * random.NextDouble());
            var rate = Gamma(model.Q) / model.V;
            values[i] = Enumerable.Range(0, x[i]).Average(_ => Gamma(model.P) / rate);
        }

        return (x, values);
    }

    private BuyerRows Make(int customers, double r, double alpha, Func<double, double, List<double>> orders)
    {
        var (x, tx, t) = (new int[customers], new int[customers], new int[customers]);
        for (var i = 0; i < customers; i++)
        {
            t[i] = random.Next(200, 1500);

            // Whole days, as shops have them; two orders of a day are one.
            var days = orders(Gamma(r) / alpha, t[i]).Select(d => (int)Math.Ceiling(d)).Distinct().ToList();
            (x[i], tx[i]) = (days.Count, days.Count == 0 ? 0 : days[^1]);
        }

        return BuyerRows.Of(x, tx, t);
    }

    private double Wait(double rate) => -Math.Log(1 - random.NextDouble()) / rate;

    private double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }

    // Marsaglia and Tsang (2000).
    private double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
