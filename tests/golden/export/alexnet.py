"""AlexNet in PyTorch.

Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012; section 3.3
to 3.5 and 4.2, figure 2.

Input 3×227×227; 60,965,224 parameters. Comments give the size of each output for one image.

Made by cnnstat VERSION from its network alexnet with groups=2, classes=1000. The state has the keys of cnnstat's own
model.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LocalResponseNorm(nn.Module):
    """x / (k + α·Σx²)^β over neighbouring maps (Krizhevsky et al. 2012, section 3.3).

    torch's own, Caffe's and the authors' cuda-convnet's divide α by the size; the paper's formula does not. ``average``
    says which. Flat vectors too.
    """

    def __init__(self, size: int, alpha: float, beta: float, k: float, average: bool) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k, self.average = size, alpha, beta, k, average

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        alpha = self.alpha if self.average else self.alpha * self.size
        # Squares leave half precision's range early, and a vector is a map of one position.
        maps = x.to(torch.promote_types(x.dtype, torch.float32)).reshape(x.shape[0], x.shape[1], -1, 1)
        return F.local_response_norm(maps, self.size, alpha, self.beta, self.k).view_as(x).to(x.dtype)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}, average={self.average}"


class AlexNet(nn.Module):
    """AlexNet."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, kernel_size=11, stride=4)
        self.norm1 = LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=2.0, average=False)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.conv2 = nn.Conv2d(96, 256, kernel_size=5, padding=2, groups=2)
        self.norm2 = LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=2.0, average=False)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.conv3 = nn.Conv2d(256, 384, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, kernel_size=3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, kernel_size=3, padding=1, groups=2)
        self.pool5 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.fc6 = nn.Linear(9216, 4096)
        self.fc7 = nn.Linear(4096, 4096)
        self.fc8 = nn.Linear(4096, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.conv1(x), inplace=True)  # 96×55×55
        x = self.norm1(x)  # 96×55×55
        x = self.pool1(x)  # 96×27×27
        x = F.relu(self.conv2(x), inplace=True)  # 256×27×27
        x = self.norm2(x)  # 256×27×27
        x = self.pool2(x)  # 256×13×13
        x = F.relu(self.conv3(x), inplace=True)  # 384×13×13
        x = F.relu(self.conv4(x), inplace=True)  # 384×13×13
        x = F.relu(self.conv5(x), inplace=True)  # 256×13×13
        x = self.pool5(x)  # 256×6×6
        x = torch.flatten(x, 1)  # 9,216
        x = F.relu(self.fc6(x), inplace=True)  # 4,096
        x = F.dropout(x, training=self.training)
        x = F.relu(self.fc7(x), inplace=True)  # 4,096
        x = F.dropout(x, training=self.training)
        x = F.softmax(self.fc8(x), dim=1)  # 1,000
        return x
