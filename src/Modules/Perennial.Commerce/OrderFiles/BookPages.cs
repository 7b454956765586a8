using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles;

/// <summary>What the book holds: a document a number, and beside the documents what is rare or asked for.</summary>
internal sealed class BookPages(Dimensions dimensions)
{
    /// <summary>An order or a return as a file knows it: a document under one number.</summary>
    internal struct Document
    {
        /// <summary>Half-seconds since the first day; days and times in four bytes.</summary>
        public uint Moment;
        public int Customer;

        /// <summary>Value of the sale: in millionths while lines come in, in minor units once the book is closed.</summary>
        public long Sale;
        public int Units;
        public byte Currency;
        public Marks Marks;
        public ushort Text;
    }

    [Flags]
    internal enum Marks : byte
    {
        None = 0,
        HasSale = 1,
        SeveralCustomers = 2,
        SeveralTimes = 4,

        /// <summary>Another version of the same order holds.</summary>
        Superseded = 8,
    }

    internal struct ReturnLine
    {
        public int Document;
        public int Day;
        public long Micro;
        public decimal Exact;
    }

    internal struct Part
    {
        public int Document;
        public int Code;
        public long Micro;
        public decimal Exact;
        public long Units;
    }

    private const uint HalfSecondsPerDay = 43_200;

    public Dimensions Dimensions => dimensions;

    /// <summary>Whether any text has quantities.</summary>
    public bool HasUnits { get; set; }

    public TextIndex Customers { get; } = new();

    public Column<Document> Documents { get; } = new();

    /// <summary>Parts of sales that are finer than a millionth, by document.</summary>
    public Dictionary<int, decimal> ExactSales { get; } = [];

    /// <summary>Thousandths of units beyond what a document holds.</summary>
    public Dictionary<int, long> LargeUnits { get; } = [];

    /// <summary>Codes of each dimension, by document.</summary>
    public Column<int>[] OrderCodes { get; } = PerDimension<int>(dimensions);

    /// <summary>Lines by dimension, for dimensions of lines.</summary>
    public Column<Part>[] Parts { get; } = PerDimension<Part>(dimensions);

    public Column<ReturnLine> Returns { get; } = new();

    /// <summary>Numbers of the orders that documents of returns belong to, by document.</summary>
    public Dictionary<int, (string WithStore, string Number)> Links { get; } = [];

    /// <summary>The same, once it is known which documents the numbers mean.</summary>
    public Dictionary<int, int> OrderOfReturn { get; } = [];

    /// <summary>Finds the documents that returns belong to.</summary>
    /// <param name="find">The document of a number; -1 if there is none.</param>
    public void ResolveLinks(Func<(string WithStore, string Number), int> find)
    {
        foreach (var (document, number) in Links)
        {
            if (find(number) is >= 0 and var order && Documents[order].Currency == Documents[document].Currency)
            {
                OrderOfReturn[document] = order;
            }
        }
    }

    /// <summary>Codes of each dimension, by return line.</summary>
    public Column<int>[] ReturnCodes { get; } = PerDimension<int>(dimensions);

    public static uint Moment(int day, int second) => ((uint)day * HalfSecondsPerDay) + ((uint)second / 2);

    public static int Day(uint moment) => (int)(moment / HalfSecondsPerDay);

    /// <summary>Minor units of a sum of millionths and finer parts, rounded once, half away from zero.</summary>
    public static long Round(long micro, decimal exact, Currency currency) => exact != 0
        ? Rounding.Whole((((decimal)micro / ExactDecimal.MicroPerOne) + exact) * currency.MinorPerUnit)
        : Rounding.Divide(micro, ExactDecimal.MicroPerOne / currency.MinorPerUnit);

    private static Column<T>[] PerDimension<T>(Dimensions dimensions)
        where T : struct => [.. Enumerable.Range(0, dimensions.Count).Select(_ => new Column<T>())];
}
