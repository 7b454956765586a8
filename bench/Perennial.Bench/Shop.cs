using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Time;

namespace Perennial.Bench;

/// <summary>
/// A made-up shop: ten orders a customer over the 36 months of 2022 to 2024, no returns. A third of the customers buy
/// once, some hundreds of times; each has a first day, gaps of her own and a level of spending of her own. Orders
/// stand in the order of time, those of one day shuffled, and customers are numbered as they first appear: what a
/// shop's own database would hand out.
/// </summary>
internal sealed class Shop : ISales
{
    /// <summary>Orders a customer, on average.</summary>
    public const int OrdersPerCustomer = 10;

    public const int Months = 36;
    private const int OrdersOfOneMax = 600;
    private const int NetMin = 100;
    private const int NetMax = 50_000;

    private static readonly int FirstDay = DayNumber.Of(2022, 1, 1);
    private static readonly int DayCount = DayNumber.Of(2025, 1, 1) - FirstDay;

    private readonly int[] customers;
    private readonly ushort[] days;
    private readonly int[] nets;

    private Shop(ulong seed, int customerCount, int[] customers, ushort[] days, int[] nets)
    {
        (Seed, CustomerCount, this.customers, this.days, this.nets) = (seed, customerCount, customers, days, nets);
        Customers = new TextIndex();
        for (var c = 0; c < customerCount; c++)
        {
            Customers.Number(string.Create(CultureInfo.InvariantCulture, $"C{c:0000000}"));
        }
    }

    public ulong Seed { get; }

    public int CustomerCount { get; }

    public int OrderSlots => customers.Length;

    public int ReturnCount => 0;

    /// <summary>Texts <c>C0000000</c> on, by number.</summary>
    public TextIndex Customers { get; }

    public Currency Currency => Currency.None;

    public bool HasUnits => false;

    /// <summary>The order in a slot; every slot has one.</summary>
    public OrderFact Order(int slot) => new(customers[slot], FirstDay + days[slot], nets[slot], 0);

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
    {
        var count = Math.Min(end - slot, into.Length);
        for (var i = 0; i < count; i++)
        {
            into[i] = Order(slot++);
        }

        return count;
    }

    public ReturnFact Return(int index) => throw new InvalidOperationException("There are none.");

    public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension) => [];

    /// <summary>The shop as if it had been read from a file.</summary>
    public OrderReading AsReading() => new(
        this, new ReadCounts(1, OrderSlots, OrderSlots, 0, OrderSlots, OrderSlots, 0, 0), [], [], [], "UTC");

    /// <summary>All days and net values added up: what a read of the whole store must come to.</summary>
    public long DaysAndNets()
    {
        long sum = 0;
        for (var slot = 0; slot < customers.Length; slot++)
        {
            sum += FirstDay + days[slot] + nets[slot];
        }

        return sum;
    }

    /// <summary>Writes <c>customer,date[,order],amount</c>, a row an order.</summary>
    public void WriteCsv(string path, bool withOrderNumbers)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        file.Write(withOrderNumbers ? "customer,date,order,amount\n"u8 : "customer,date,amount\n"u8);
        var dates = Enumerable.Range(FirstDay, DayCount)
            .Select(d => DayNumber.ToDate(d).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture))
            .Select(Encoding.ASCII.GetBytes).ToArray();
        var block = new byte[1 << 20];
        var at = 0;
        for (var slot = 0; slot < customers.Length; slot++)
        {
            if (block.Length - at < 64)
            {
                file.Write(block.AsSpan(0, at));
                at = 0;
            }

            Put(Customers.Utf8(customers[slot]));
            block[at++] = (byte)',';
            Put(dates[days[slot]]);
            block[at++] = (byte)',';
            if (withOrderNumbers)
            {
                PutNumber(slot + 1, default);
                block[at++] = (byte)',';
            }

            PutNumber(nets[slot] / 100, default);
            block[at++] = (byte)'.';
            PutNumber(nets[slot] % 100, new System.Buffers.StandardFormat('D', 2));
            block[at++] = (byte)'\n';
        }

        file.Write(block.AsSpan(0, at));

        void Put(ReadOnlySpan<byte> text)
        {
            text.CopyTo(block.AsSpan(at));
            at += text.Length;
        }

        void PutNumber(int number, System.Buffers.StandardFormat format)
        {
            Utf8Formatter.TryFormat(number, block.AsSpan(at), out var written, format);
            at += written;
        }
    }

    /// <summary>Makes the shop that the seed names.</summary>
    public static Shop Make(int orders, ulong seed)
    {
        var dice = new Dice(seed);
        var counts = OrdersOfEach(orders, ref dice);
        var (customers, days, nets) = (new int[orders], new ushort[orders], new int[orders]);
        var steps = new double[counts.Max()];
        var row = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            var first = dice.Below(Math.Max(1, DayCount - (2 * counts[c])));
            var level = dice.LogNormal(median: 2_500, sigma: 0.6);
            DaysOfOne(steps.AsSpan(0, counts[c]), DayCount - first, ref dice);
            foreach (var step in steps.AsSpan(0, counts[c]))
            {
                customers[row] = c;
                days[row] = (ushort)Math.Min(first + (int)step, DayCount - 1);
                nets[row] = (int)Math.Clamp(dice.LogNormal(level, sigma: 0.5), NetMin, NetMax);
                row++;
            }
        }

        return InOrderOfTime(counts.Length, customers, days, nets, seed, ref dice);
    }

    // Long-tailed, at least one each; the last few are dealt out so that the sum is exact.
    private static int[] OrdersOfEach(int orders, ref Dice dice)
    {
        var counts = new int[Math.Max(1, orders / OrdersPerCustomer)];
        long sum = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            counts[c] = 1 + (int)Math.Min(dice.LogNormal(median: 1.6, sigma: 1.9), OrdersOfOneMax - 1);
            sum += counts[c];
        }

        while (sum != orders)
        {
            ref var count = ref counts[dice.Below(counts.Length)];
            var step = sum < orders ? 1 : count > 1 ? -1 : 0;
            count += step;
            sum += step;
        }

        return counts;
    }

    // A customer buys at random with a mean gap of her own. Where her orders would not fit into the time that is left,
    // gaps shrink, the one after her last order with them: nobody's last order is drawn to the last day.
    private static void DaysOfOne(Span<double> steps, int daysLeft, ref Dice dice)
    {
        double at = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = at;
            at += dice.Exponential();
        }

        var gapDays = Math.Min(dice.LogNormal(median: 30, sigma: 0.8), daysLeft / at);
        foreach (ref var step in steps)
        {
            step *= gapDays;
        }
    }

    private static Shop InOrderOfTime(
        int customerCount, int[] customers, ushort[] days, int[] nets, ulong seed, ref Dice dice)
    {
        var next = new int[DayCount + 1];
        foreach (var day in days)
        {
            next[day + 1]++;
        }

        for (var day = 0; day < DayCount; day++)
        {
            next[day + 1] += next[day];
        }

        int[] start = [.. next];
        var order = new int[days.Length];
        for (var row = 0; row < days.Length; row++)
        {
            order[next[days[row]]++] = row;
        }

        for (var day = 0; day < DayCount; day++)
        {
            var ofDay = order.AsSpan(start[day]..start[day + 1]);
            for (var i = ofDay.Length - 1; i > 0; i--)
            {
                var j = dice.Below(i + 1);
                (ofDay[i], ofDay[j]) = (ofDay[j], ofDay[i]);
            }
        }

        var numbers = new int[customerCount];
        var seen = 0;
        foreach (var row in order)
        {
            ref var number = ref numbers[customers[row]];
            number = number == 0 ? ++seen : number;
        }

        return new Shop(seed, customerCount, Array.ConvertAll(order, row => numbers[customers[row]] - 1),
            Array.ConvertAll(order, row => days[row]), Array.ConvertAll(order, row => nets[row]));
    }
}
