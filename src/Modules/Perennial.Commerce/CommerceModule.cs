using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Kernel.Words;

namespace Perennial.Commerce;

/// <summary>Orders and everything around them; for now, what order files say.</summary>
public static class CommerceModule
{
    /// <summary>The reader of order files.</summary>
    public static IOrderFiles OrderFiles { get; } = new OrderFileReader();

    /// <summary>Order files as streams of whole orders.</summary>
    public static IOrderStreams OrderStreams { get; } = new OrderStreams();

    /// <summary>The module's words: a text for every problem code.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CommerceModule).Assembly);
}
