namespace Perennial.Kernel.Files;

/// <summary>
/// The bytes that a file had when it was opened. What is written behind them meanwhile is left for the next time, so
/// that reading ends; if some of them are gone, the file breaks off there.
/// </summary>
internal sealed class PlainStream(FileStream file, string name, long length) : ForwardStream
{
    private long left = length;

    public override int Read(Span<byte> buffer)
    {
        if (left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var read = file.Read(buffer.Length <= left ? buffer : buffer[..(int)left]);
        left -= read;
        return read > 0 ? read : throw new FileRefusedException(new FileProblem("file.cut_short", name));
    }
}
